// The select at the end of a row of the matrix sets the whole row at once; without this file its button asks the server.
document.querySelectorAll("[data-row]").forEach((row) => {
  const fill = row.querySelector("[data-fill]");
  const cells = [...row.querySelectorAll("select:not([data-fill])")];
  const show = (cell) => {
    cell.className = cell.className.replace(/reach-\S+/, `reach-${cell.value}`);
  };
  cells.forEach((cell) => cell.addEventListener("change", () => show(cell)));
  row.querySelector("[data-fill-button]").hidden = true;
  fill.addEventListener("change", () => {
    if (!fill.value) return;
    cells.forEach((cell) => {
      cell.value = fill.value;
      show(cell);
    });
    fill.value = "";
  });
});
