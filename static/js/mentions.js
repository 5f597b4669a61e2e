// In a comment, @ and the beginning of a name offer people: arrows choose, Enter or Tab takes, Escape closes.
// Whoever types a user name needs none of this: the server finds it in the text.
for (const text of document.querySelectorAll("textarea[data-people]")) {
  const list = document.createElement("ul");
  list.className = "mention-list";
  list.id = `${text.id}-people`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", text.dataset.peopleLabel);
  list.hidden = true;
  text.after(list);
  text.setAttribute("aria-autocomplete", "list");
  text.setAttribute("aria-controls", list.id);
  let timer = 0, active = -1, asked = 0;

  const typed = () => text.value.slice(0, text.selectionStart).match(/(?:^|[^\w.+-])@([\w.+-]*)$/)?.[1];
  const close = () => {
    list.hidden = true;
    active = -1;
    text.removeAttribute("aria-activedescendant");
  };
  const mark = (index) => {
    active = (index + list.children.length) % list.children.length;
    [...list.children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    text.setAttribute("aria-activedescendant", list.children[active].id);
  };
  const take = (item) => {
    const start = text.selectionStart - typed().length;
    text.setRangeText(`${item.dataset.username} `, start, text.selectionStart, "end");
    close();
    text.focus();
  };
  const show = (people) => {
    list.replaceChildren(...people.map((person, at) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${at}`;
      item.dataset.username = person.username;
      item.setAttribute("role", "option");
      item.textContent = `${person.name} · @${person.username}`;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(item); });
      return item;
    }));
    list.hidden = !people.length;
    if (people.length) mark(0); else close();
  };
  text.addEventListener("input", () => {
    clearTimeout(timer);
    const name = typed();
    if (!name) { close(); return; }
    timer = setTimeout(async () => {
      const question = ++asked;
      const answer = await fetch(`${text.dataset.people}?q=${encodeURIComponent(name)}`, { headers: { Accept: "application/json" } });
      if (answer.ok && question === asked && typed()) show((await answer.json()).results);
    }, 150);
  });
  text.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const keys = { ArrowDown: () => mark(active + 1), ArrowUp: () => mark(active - 1), Escape: close, Enter: () => take(list.children[active]), Tab: () => take(list.children[active]) };
    if (!keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  text.addEventListener("blur", close);
}
