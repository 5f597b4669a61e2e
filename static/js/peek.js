// A glance at a record beside the list: by the row's menu, o or Space. It follows j and k; Escape closes it.
(() => {
  const panel = document.querySelector("[data-peek]");
  if (!panel) return;
  const news = document.querySelector("[data-peek-news]");
  let asked = null;
  let row = null;
  const show = async (of, focus) => {
    row = of;
    asked?.abort();
    asked = new AbortController();
    const { signal } = asked;
    const answer = await fetch(`${of.dataset.at}peek/`, { headers: { "HX-Request": "true" }, signal }).catch(() => null);
    if (signal.aborted) return;
    if (answer?.redirected) { location.assign(answer.url); return; }
    if (answer?.ok) panel.innerHTML = await answer.text();
    else panel.textContent = panel.dataset.failed;
    if (signal.aborted) return;
    panel.hidden = false;
    panel.scrollTop = 0;
    news.textContent = `${panel.getAttribute("aria-label")}: ${panel.querySelector("h2")?.textContent ?? panel.textContent}`;
    if (focus) panel.focus();
    else of.scrollIntoView({ block: "nearest" });
  };
  const close = () => {
    const back = panel.contains(document.activeElement);
    asked?.abort();
    panel.hidden = true;
    if (back) row?.querySelector("input[type=checkbox], a")?.focus();
  };
  document.addEventListener("row-key", (event) => {
    const of = event.target.closest("[data-at]");
    if (!of || !["o", " "].includes(event.detail.key)) return;
    event.preventDefault();
    if (!panel.hidden && of === row) close();
    else show(of, false);
  });
  document.addEventListener("row-current", (event) => {
    if (!panel.hidden && event.target !== row && event.target.dataset.at) show(event.target, false);
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-peek-close]")) { close(); return; }
    const link = event.target.closest("a[data-peek-link]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    link.closest("[popover]")?.hidePopover();
    show(link.closest("[data-at]"), true);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !document.querySelector("dialog[open], :popover-open")) close();
  });
})();
