// The board: cards are dragged to another stage, or moved by [ and ] or their menu. What the server refuses goes back, with a sentence.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const news = document.querySelector("[data-board-news]");
  const problem = document.querySelector("[data-board-problem]");
  const bar = document.querySelector("[data-board-bar]");
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const columns = () => [...board.querySelectorAll("[data-column]:not([data-retired])")]; // those a card can go to
  const listOf = (stage) => board.querySelector(`[data-column="${stage}"] [data-cards]`);
  const made = (html) => { const template = document.createElement("template"); template.innerHTML = html; return template.content.firstElementChild; };

  const put = (card, list) => {
    const older = [...list.querySelectorAll("[data-card]")].find((other) => other !== card && other.dataset.created < card.dataset.created);
    if (older) older.before(card);
    else if (list.querySelector(".board-more")) list.querySelector(".board-more").before(card);
    else list.append(card);
  };
  const refuse = (sentence, address) => {
    problem.textContent = `${sentence || problem.dataset.failed} `;
    if (address) {
      const link = document.createElement("a");
      link.href = address;
      link.textContent = problem.dataset.complete;
      problem.append(link);
    }
    problem.hidden = false;
  };
  const ask = async (card, stage) => {
    const answer = await fetch(`${card.dataset.at}move/`, {
      method: "POST",
      headers: { "X-CSRFToken": token(), Accept: "application/json" },
      body: new URLSearchParams({ stage, version: card.dataset.version, next: location.pathname + location.search }),
    });
    const said = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    return { ok: answer.ok && Boolean(said.card), ...said };
  };
  const move = async (card, stage) => {
    const list = listOf(stage);
    if (!card.draggable || !list || list.closest("[data-retired]") || stage === card.dataset.stage || card.classList.contains("is-waiting")) return;
    const from = { list: card.parentElement, next: card.nextElementSibling };
    const hadFocus = card.contains(document.activeElement);
    const focus = (where) => { if (hadFocus) where.querySelector("a").focus(); };
    problem.hidden = true;
    put(card, list);
    card.classList.add("is-waiting");
    focus(card);
    const said = await ask(card, stage).catch(() => ({ ok: false }));
    card.classList.remove("is-waiting");
    const held = card.contains(document.activeElement);
    let now = card;
    if (said.card) {
      now = made(said.card);
      card.replaceWith(now);
      const home = listOf(String(said.stage));
      if (home) put(now, home);
      else now.remove();
    } else if (from.next?.parentElement === from.list) from.next.before(card);
    else from.list.append(card);
    if (held && now.isConnected) now.querySelector("a").focus();
    const left = from.list.closest("[data-retired]");
    if (left && !left.querySelector("[data-card], .board-more")) left.remove();
    if (said.ok) news.textContent = said.sentence;
    else refuse(said.sentence, said.address);
    document.body.dispatchEvent(new Event("moved"));
    show(now.dataset.stage, held);
  };
  const show = (stage, follow) => {
    if (!follow || !listOf(stage)) return;
    for (const column of board.querySelectorAll("[data-column]")) column.classList.toggle("is-current", column.dataset.column === stage);
    const select = bar?.querySelector("[data-board-stage]");
    if (select) select.value = stage;
  };

  let dragged = null;
  const target = (event) => event.target.closest?.("[data-column]:not([data-retired])");
  const mark = (column) => { for (const one of columns()) one.classList.toggle("is-target", one === column); };
  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-card]");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", new URL(dragged.dataset.at, location.href).href);
  });
  board.addEventListener("dragover", (event) => { if (dragged && target(event)) { event.preventDefault(); mark(target(event)); } });
  board.addEventListener("dragend", () => { dragged = null; mark(null); });
  board.addEventListener("drop", (event) => {
    const column = target(event);
    if (!dragged || !column) return;
    event.preventDefault();
    move(dragged, column.dataset.column);
    dragged = null;
    mark(null);
  });
  document.addEventListener("row-key", (event) => {
    const step = { "[": -1, "]": 1 }[event.detail.key];
    const card = event.target.closest("[data-card]");
    if (!step || !card) return;
    event.preventDefault();
    const all = columns();
    const at = all.findIndex((column) => column.dataset.column === card.dataset.stage);
    const next = at < 0 ? all[step < 0 ? all.length - 1 : -1] : all[at + step]; // retired stages stand behind the others
    if (next) move(card, next.dataset.column);
  });
  board.addEventListener("submit", (event) => {
    const form = event.target.closest("[data-move]");
    if (!form) return;
    event.preventDefault();
    form.closest("[popover]").hidePopover();
    move(form.closest("[data-card]"), form.elements.stage.value);
  });
  board.addEventListener("htmx:afterSettle", () => {
    const seen = new Set();
    for (const card of board.querySelectorAll("[data-card]")) seen.has(card.id) ? card.remove() : seen.add(card.id);
  });
  if (bar) {
    bar.classList.add("is-ready");
    bar.querySelector("[data-board-stage]").addEventListener("change", (event) => show(event.target.value, true));
  }
})();
