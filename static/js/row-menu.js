// The menu of a row: beside its button where the style sheet cannot say so, arrow keys, and the address to the clipboard.
(() => {
  const anchored = CSS.supports("position-area", "bottom");
  const items = (menu) => [...menu.querySelectorAll(":scope > :is(a, button):not([hidden])")];
  const place = (menu) => {
    const button = document.querySelector(`[popovertarget="${menu.id}"]`).getBoundingClientRect();
    const below = button.bottom + menu.offsetHeight < window.innerHeight;
    menu.style.margin = "0";
    menu.style.inset = "auto";
    menu.style.left = `${Math.max(8, button.right - menu.offsetWidth)}px`;
    menu.style.top = `${below ? button.bottom : Math.max(8, button.top - menu.offsetHeight)}px`;
  };
  document.addEventListener("toggle", (event) => {
    const menu = event.target;
    if (!menu.matches?.(".row-menu") || event.newState !== "open") return;
    if (navigator.clipboard) for (const copy of menu.querySelectorAll("[data-copy-link]")) copy.hidden = false;
    if (!anchored) place(menu);
    items(menu)[0]?.focus();
  }, true);
  document.addEventListener("keydown", (event) => {
    const menu = event.target.closest?.(".row-menu");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!menu || !step || event.target.matches("select")) return;
    event.preventDefault();
    const all = items(menu);
    all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
  });
  document.addEventListener("click", async (event) => {
    const copy = event.target.closest("[data-copy-link]");
    if (!copy) return;
    await navigator.clipboard.writeText(new URL(copy.dataset.copyLink, location.href).href);
    copy.closest("[popover]").hidePopover();
  });
})();
