// Editing a cell where it stands: a double click, or e on the current row. The server's form takes the place of the cell.
(() => {
  const edit = (cell) => {
    const row = cell.closest("[data-at]");
    if (!row || cell.classList.contains("is-editing")) return;
    const label = cell.dataset.label;
    htmx.ajax("GET", `${row.dataset.at}fields/${cell.dataset.field}/?as=cell`, { target: cell, swap: "outerHTML" }).then(() => {
      const form = row.querySelector("form[data-in-place]");
      if (label) form?.closest("td").setAttribute("data-label", label);
      form?.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    });
  };
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("[data-at] [data-field]");
    if (cell && !event.target.closest("a, button, input, select, textarea")) edit(cell);
  });
  document.addEventListener("row-key", (event) => {
    if (event.detail.key !== "e") return;
    const cell = document.activeElement.closest("[data-field]") ?? event.target.querySelector("[data-field]");
    if (!cell) return;
    event.preventDefault();
    edit(cell);
  });
})();
