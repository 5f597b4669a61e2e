// Checkboxes of a list: one for the page, a range with Shift, the count in words. Where the list keeps its selection from
// page to page, every change is told to the server at once; links and forms that stay in the list wait for that and name it.
for (const list of document.querySelectorAll("[data-selection]")) {
  const boxes = () => [...list.querySelectorAll("input[type=checkbox][data-select]")];
  const bar = list.querySelector("[data-selection-bar]");
  const part = (name) => list.querySelector(`[data-selection-${name}]`);
  let last = null, sent = null, again = false;

  const show = () => {
    const all = boxes(), chosen = all.filter((box) => box.checked).length;
    const page = list.querySelector("input[data-select-page]"), count = part("count");
    if (page) { page.hidden = false; page.checked = chosen > 0 && chosen === all.length; page.indeterminate = chosen > 0 && chosen < all.length; }
    if (count && !("all" in count.dataset)) count.textContent = count.dataset.words.replace("0", Number(count.dataset.elsewhere || 0) + chosen);
  };
  const replace = (html) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    for (const name of ["count", "place", "links"]) part(name).replaceWith(document.adoptNode(fresh.querySelector(`[data-selection-${name}]`)));
    const here = new URL(location.href), key = part("links").dataset.sel;
    if (key) here.searchParams.set("sel", key); else here.searchParams.delete("sel");
    here.searchParams.delete("selected");
    history.replaceState(history.state, "", here);
    show();
  };
  const post = async () => {
    const body = new FormData(list);
    body.delete("action");
    const answer = await fetch(bar.dataset.selectionBar, { method: "POST", body, headers: { "X-Selection": "1" }, keepalive: true });
    const text = await answer.text();
    if (answer.ok) replace(text);
    else if (answer.status === 409) part("count").textContent = text;
  };
  // One message at a time: the first one learns the name of the selection that the next ones belong to.
  const tell = async () => {
    if (!bar) return;
    if (sent) { again = true; return; }
    do { again = false; sent = post().catch(() => {}); await sent; } while (again);
    sent = null;
  };
  const settled = async () => { while (sent) await sent.then(() => new Promise((done) => setTimeout(done))); };
  const key = () => part("links")?.dataset.sel;

  list.addEventListener("click", (event) => {
    const all = boxes(), index = all.indexOf(event.target);
    if (index < 0) return;
    if (event.shiftKey && last !== null) for (let i = Math.min(index, last); i <= Math.max(index, last); i++) all[i].checked = event.target.checked;
    last = index;
    show();
  });
  list.addEventListener("change", (event) => {
    if (event.target.matches("input[data-select-page]")) for (const box of boxes()) box.checked = event.target.checked;
    else if (!event.target.matches("input[data-select]")) return;
    show();
    tell();
  });
  if (bar) {
    const named = (address) => {
      const url = new URL(address, location.href);
      if (key() && !url.searchParams.has("sel")) url.searchParams.set("sel", key());
      return url;
    };
    document.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const url = new URL(link.href);
      if (url.origin + url.pathname !== location.origin + location.pathname || (url.hash && url.search === location.search) || link.target) return;
      if (link.closest(".sidebar") || link.hasAttribute("hx-get")) return; // the section's own name begins anew
      event.preventDefault();
      settled().then(() => { location.href = named(link.href); });
    });
    document.addEventListener("submit", (event) => {
      if (event.target === list || event.target.method !== "get" || !sent) return;
      event.preventDefault();
      settled().then(() => event.target.requestSubmit(event.submitter));
    });
    window.addEventListener("pageshow", (event) => { if (event.persisted) tell(); });
  }
  if (location.hash === "#list" && list.matches("#list")) list.focus({ preventScroll: true });
  show();
}
