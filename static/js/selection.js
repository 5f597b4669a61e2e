// Checkboxes of a list: one for the page, a range with Shift, the count in words.
for (const list of document.querySelectorAll("[data-selection]")) {
  const boxes = [...list.querySelectorAll("input[type=checkbox][data-select]")];
  const page = list.querySelector("input[data-select-page]");
  const count = list.querySelector("[data-selection-count]");
  let last = null;
  const show = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    if (page) { page.checked = chosen > 0 && chosen === boxes.length; page.indeterminate = chosen > 0 && chosen < boxes.length; }
    if (count) count.textContent = count.dataset.words.replace("0", chosen);
  };
  list.addEventListener("click", (event) => {
    const index = boxes.indexOf(event.target);
    if (index < 0) return;
    if (event.shiftKey && last !== null) for (let i = Math.min(index, last); i <= Math.max(index, last); i++) boxes[i].checked = event.target.checked;
    last = index;
    show();
  });
  if (page) { page.hidden = false; page.addEventListener("change", () => { for (const box of boxes) box.checked = page.checked; show(); }); }
  list.addEventListener("change", show);
  show();
}
