// Keyboard: / search, j k move, x select, m merge, Enter opens, ? help. Never while typing, and off for whoever wants them off.
// Every other key goes to the current row as "row-key"; the files that know what it means there prevent its default.
(() => {
  const help = document.getElementById("shortcut-help");
  const onOff = help.querySelector("[data-shortcut-switch]");
  const isOff = () => localStorage.getItem("shortcuts") === "off";
  onOff.checked = !isOff();
  onOff.addEventListener("change", () => localStorage.setItem("shortcuts", onOff.checked ? "on" : "off"));
  for (const button of document.querySelectorAll("[data-shortcut-help]")) {
    button.hidden = false;
    button.addEventListener("click", () => help.showModal());
  }

  const typing = (node) => node.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(node.tagName) && node.type !== "checkbox";
  const current = () => document.querySelector("[data-row].is-current");
  const mark = (row) => {
    if (row === current()) return;
    current()?.classList.remove("is-current");
    row.classList.add("is-current");
    row.dispatchEvent(new CustomEvent("row-current", { bubbles: true }));
  };
  const move = (step) => {
    const rows = [...document.querySelectorAll("[data-row]")];
    if (!rows.length) return;
    const next = rows[Math.max(0, Math.min(rows.length - 1, rows.indexOf(current()) + step))];
    mark(next);
    next.querySelector("input, a, summary")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  };
  const merge = () => {
    const action = document.querySelector("select[data-action]");
    if (!action?.querySelector("option[value=merge]")) return;
    action.value = "merge";
    action.form.requestSubmit();
  };
  const keys = {
    "/": () => document.querySelector("[data-shortcut='/']")?.focus(),
    j: () => move(1), k: () => move(-1), x: () => current()?.querySelector("input[type=checkbox]")?.click(), m: merge,
    "?": () => help.showModal(),
  };
  const tellRow = (event) => {
    const row = current();
    const presses = event.key === " " && event.target.matches("input, button, summary, [role=separator]");
    if (!row || presses || event.target.closest("[popover], [role=separator]")) return;
    const told = new CustomEvent("row-key", { bubbles: true, cancelable: true, detail: { key: event.key } });
    if (!row.dispatchEvent(told)) event.preventDefault();
  };
  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("[data-row]");
    if (row) mark(row);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    const opens = event.key === "Enter" && event.target.matches("[data-row] input[type=checkbox]");
    if (!opens && isOff()) return;
    if (!opens && !keys[event.key]) { tellRow(event); return; }
    event.preventDefault();
    if (opens) event.target.closest("[data-row]").querySelector("a")?.click();
    else keys[event.key]();
  });
})();
