// Choosing columns: entries are dragged or moved by their buttons without asking the server; the panel opens beside the list.
(() => {
  const entries = (list) => [...list.children];
  const settle = (list) => {
    const all = entries(list);
    all.forEach((entry, place) => {
      entry.querySelector("[name=up]").disabled = place === 0;
      entry.querySelector("[name=down]").disabled = place === all.length - 1;
    });
  };
  const tell = (list, entry) => {
    const place = list.closest("form").querySelector("[data-moved]");
    place.textContent = place.dataset.words
      .replace("{column}", entry.querySelector(".column-name").textContent.trim())
      .replace("{place}", entries(list).indexOf(entry) + 1)
      .replace("{all}", entries(list).length);
  };
  const step = (button) => {
    const entry = button.closest("[data-entry]");
    const list = entry.parentElement;
    if (button.name === "up") entry.previousElementSibling?.before(entry);
    else entry.nextElementSibling?.after(entry);
    settle(list);
    (button.disabled ? entry.querySelector("[name=up]:enabled, [name=down]:enabled") : button).focus();
    tell(list, entry);
  };
  const drag = (entry, pointer) => {
    const list = entry.parentElement;
    const handle = entry.querySelector("[data-handle]");
    handle.setPointerCapture(pointer);
    entry.classList.add("is-dragged");
    const move = (event) => {
      const over = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-entry]");
      if (!over || over === entry || over.parentElement !== list) return;
      const below = entries(list).indexOf(over) > entries(list).indexOf(entry);
      over[below ? "after" : "before"](entry);
      handle.setPointerCapture(pointer);
    };
    const end = () => {
      handle.removeEventListener("pointermove", move);
      entry.classList.remove("is-dragged");
      settle(list);
      tell(list, entry);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("lostpointercapture", (event) => { if (!entry.hasPointerCapture?.(event.pointerId)) end(); }, { once: true });
  };
  const ready = (root) => root.querySelectorAll("[data-columns] [data-handle]").forEach((handle) => { handle.hidden = false; });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-columns] :is([name=up], [name=down])");
    if (button) { event.preventDefault(); step(button); }
    const close = event.target.closest("dialog [data-panel-close]");
    if (close) { event.preventDefault(); close.closest("dialog").close(); }
  });
  document.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest("[data-columns] [data-handle]");
    if (handle) { event.preventDefault(); drag(handle.closest("[data-entry]"), event.pointerId); }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const panel = event.target.closest("dialog[data-panel]");
    ready(document);
    if (panel && !panel.open) panel.showModal();
  });
  ready(document);
})();
