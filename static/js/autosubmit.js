// A field marked data-autosubmit sends its form when it changes; the button stays for everyone without JavaScript.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit();
});
