// Beside a file field: the name of the chosen file. Without JavaScript the words say only that one is chosen.
for (const place of document.querySelectorAll("[data-file-name]")) {
  const field = document.getElementById(place.dataset.fileName);
  field.addEventListener("change", () => { place.textContent = [...field.files].map((file) => file.name).join(", "); });
}
