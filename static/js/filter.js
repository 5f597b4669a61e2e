// The filter field: menus apply when they are left, blanks stay out of addresses, Backspace goes to the last chip. The page
// that comes then has its focus on what was found, which also tells a screen reader how much that is.
const APPLIED = "filter-applied";
const applied = () => sessionStorage.setItem(APPLIED, location.pathname);
document.addEventListener("submit", (event) => { if (event.target.matches("[data-filter]")) applied(); });
document.addEventListener("click", (event) => {
  const leads = event.target.closest(".filter-chip-remove, [data-filter-reset]");
  if (leads && !(event.ctrlKey || event.metaKey || event.shiftKey)) applied();
});
if (sessionStorage.getItem(APPLIED) === location.pathname) document.querySelector("[data-found]")?.focus({ preventScroll: true });
sessionStorage.removeItem(APPLIED);
document.addEventListener("formdata", (event) => {
  if (!event.target.matches("[data-filter]")) return;
  for (const [name, value] of [...event.formData.entries()]) {
    if (value === "") {
      const kept = event.formData.getAll(name).filter((one) => one !== "");
      event.formData.delete(name);
      for (const one of kept) event.formData.append(name, one);
    }
  }
});
const ticks = (menu) => [...menu.querySelectorAll("input")].map((box) => box.checked).join();
for (const menu of document.querySelectorAll("[data-filter-menu]")) {
  const before = ticks(menu);
  menu.addEventListener("toggle", () => {
    if (menu.open) menu.querySelector("input")?.focus();
    else if (ticks(menu) !== before) menu.closest("form").requestSubmit();
  });
}
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.key !== "Backspace" || field.id !== "list-search" || field.value !== "") return;
  const chips = document.querySelectorAll(".filter-chip-remove");
  if (chips.length) { event.preventDefault(); chips[chips.length - 1].focus(); }
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-filter-close]")) return;
  const panel = document.getElementById("filter-panel");
  if (new URL(location.href).searchParams.has("edit")) return;
  event.preventDefault();
  panel.replaceChildren();
  panel.hidden = true;
  document.getElementById("list-search").focus();
});
