// "Add row" under a group of rows: copies the blank row in its <template>. Without JavaScript the three blank rows do.
for (const group of document.querySelectorAll("[data-formset]")) {
  const button = group.querySelector("[data-add-row]");
  const total = group.querySelector("input[name$='-TOTAL_FORMS']");
  button.hidden = false;
  button.addEventListener("click", () => {
    const row = group.querySelector("template").content.cloneNode(true);
    const number = total.value;
    for (const element of row.querySelectorAll("[name], [id], [for]")) {
      for (const name of ["name", "id", "for"]) {
        if (element.hasAttribute(name)) element.setAttribute(name, element.getAttribute(name).replace("__prefix__", number));
      }
    }
    total.value = Number(number) + 1;
    group.querySelector("[data-rows]").append(row);
    group.querySelector("[data-rows]").lastElementChild.querySelector("input:not([type=hidden]), select").focus();
  });
}
