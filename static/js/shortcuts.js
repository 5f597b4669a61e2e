// Keyboard: / search, j k move, x select, m merge, Enter opens, ? help. Never while typing.
(() => {
  const typing = (node) => node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName) && node.type !== "checkbox";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const current = () => document.querySelector("[data-row].is-current");
  const move = (step) => {
    const all = rows();
    if (!all.length) return;
    const next = all[Math.max(0, Math.min(all.length - 1, all.indexOf(current()) + step))];
    current()?.classList.remove("is-current");
    next.classList.add("is-current");
    next.querySelector("input, a")?.focus();
    next.scrollIntoView({ block: "nearest" });
  };
  const merge = () => {
    const action = document.querySelector("select[data-action]");
    if (!action) return;
    action.value = "merge";
    action.form.requestSubmit();
  };
  const keys = {
    "/": () => document.querySelector("[data-shortcut='/']")?.focus(),
    j: () => move(1), k: () => move(-1), x: () => current()?.querySelector("input[type=checkbox]")?.click(), m: merge,
    "?": () => document.getElementById("shortcut-help")?.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
})();
