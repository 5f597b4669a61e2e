// A field marked data-suggest offers fitting records in a <datalist>; the server resolves what is typed in any case.
// Listens on the document, so that forms which come into the page later have it too.
(() => {
  let timer = 0;
  document.addEventListener("input", (event) => {
    const field = event.target;
    const form = field.closest?.("[data-suggestions]");
    if (!form || !field.dataset.suggest) return;
    clearTimeout(timer);
    timer = setTimeout(() => offer(form, field), 200);
  });

  async function offer(form, field) {
    const id = `${field.id}-suggestions`;
    let list = document.getElementById(id);
    if (!list) {
      list = document.createElement("datalist");
      list.id = id;
      field.after(list);
      field.setAttribute("list", id);
    }
    const address = form.dataset.suggestions.replace("KIND", field.dataset.suggest);
    const answer = await fetch(`${address}?q=${encodeURIComponent(field.value)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map((text) => { const option = document.createElement("option"); option.value = text; return option; }));
  }
})();
