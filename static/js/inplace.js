// Editing in place: focus goes into the form and back to its pencil, Escape cancels, Ctrl+Enter saves a long text.
// Whatever is no form of ours (an error, a sign-in, a merged record) takes the whole page, so that nothing typed is lost.
(() => {
  const place = (element) => element.closest?.("[data-field]");
  let swapped = null;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const field = place(event.detail.elt);
    if (field) swapped = { parent: field.parentElement, key: field.dataset.field };
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!swapped) return;
    const { parent, key } = swapped;
    swapped = null;
    const field = [...parent.children].find((child) => child.dataset.field === key);
    if (!field) return;
    const wrong = field.querySelector(".invalid-feedback")?.closest(".field-input");
    const input = (wrong ?? field).querySelector("input:not([type=hidden]), select, textarea");
    (input ?? field.querySelector(".fact-edit"))?.focus();
    if (input?.select && !wrong) input.select();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, elt, pathInfo, requestConfig } = event.detail;
    if (!place(elt)) return;
    const asked = pathInfo?.finalRequestPath ?? requestConfig.path;
    if (xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(asked, location.href).pathname) {
      event.detail.shouldSwap = false;
      location.assign(xhr.responseURL);
    } else if (xhr.status >= 400) {
      Object.assign(event.detail, { shouldSwap: true, isError: false, target: document.getElementById("content") });
      Object.assign(event.detail, { swapOverride: "outerHTML", selectOverride: "#content" });
    }
  });
  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form[data-in-place]");
    if (!form || !place(form)) return;
    if (event.key === "Escape") {
      event.preventDefault();
      form.querySelector("[data-cancel]").click();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
})();
