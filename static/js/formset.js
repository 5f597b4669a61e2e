// "Add row" under a group of rows: shows the next blank row, else copies the one in its <template>.
// Without JavaScript the three blank rows do; with it one of them is enough.
const values = (row) => [...row.querySelectorAll("input:not([type=hidden]), select")].map((field) => field.type === "checkbox" ? field.checked : field.value).join("\n");
const isBlank = (row, blank) => !row.querySelector(".invalid-feedback") && values(row) === values(blank);
for (const group of document.querySelectorAll("[data-formset]")) {
  const button = group.querySelector("[data-add-row]");
  const total = group.querySelector("input[name$='-TOTAL_FORMS']");
  const rows = group.querySelector("[data-rows]");
  const focus = (row) => row.querySelector("input:not([type=hidden]), select").focus();
  button.hidden = false;
  const blanks = [...rows.children].filter((row) => isBlank(row, group.querySelector("template").content));
  for (const row of blanks.slice(1)) row.hidden = true;
  button.addEventListener("click", () => {
    const waiting = rows.querySelector(":scope > [hidden]");
    if (waiting) { waiting.hidden = false; focus(waiting); return; }
    const row = group.querySelector("template").content.cloneNode(true);
    const number = total.value;
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace("__prefix__", number));
      }
    }
    total.value = Number(number) + 1;
    rows.append(row);
    focus(rows.lastElementChild);
  });
}
