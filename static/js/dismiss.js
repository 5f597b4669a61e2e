// Notifications can be closed; menus close on a click elsewhere or Escape; the menu starts folded on a phone.
for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.closest("[data-notice]").remove());
}
const closing = () => document.querySelectorAll("details[data-closes][open]");
document.addEventListener("click", (event) => {
  for (const menu of closing()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") for (const menu of closing()) { menu.open = false; menu.querySelector("summary").focus(); }
});
const fold = document.querySelector("[data-nav-fold]");
if (fold && window.matchMedia("(max-width: 63.99rem)").matches) fold.open = false;
