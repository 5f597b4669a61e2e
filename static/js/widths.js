// The edges in the head of a list: dragged, or moved by the arrow keys, they set the width of their column and the server keeps it.
(() => {
  const table = document.querySelector("table[data-widths]");
  if (!table) return;
  const STEP = 16;
  const token = () => JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"];
  const columnOf = (edge) => table.querySelectorAll("col")[edge.parentElement.cellIndex];
  const widthOf = (edge) => Math.round(edge.parentElement.getBoundingClientRect().width);
  const set = (edge, width) => {
    const kept = Math.max(edge.ariaValueMin, Math.min(edge.ariaValueMax, Math.round(width)));
    columnOf(edge).width = kept;
    edge.ariaValueNow = kept;
  };
  let waiting = 0;
  const keep = (edge) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => fetch(table.dataset.widths, {
      method: "POST",
      headers: { "X-CSRFToken": token(), "HX-Request": "true" },
      body: new URLSearchParams({ column: edge.dataset.column, width: edge.ariaValueNow }),
    }), 300);
  };
  for (const edge of table.querySelectorAll("[data-column]")) {
    edge.hidden = false;
    edge.ariaValueNow = Math.max(edge.ariaValueMin, Math.min(edge.ariaValueMax, widthOf(edge)));
    edge.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const [from, start] = [event.clientX, widthOf(edge)];
      edge.setPointerCapture(event.pointerId);
      edge.classList.add("is-dragged");
      const move = (moved) => set(edge, start + moved.clientX - from);
      edge.addEventListener("pointermove", move);
      edge.addEventListener("lostpointercapture", () => {
        edge.removeEventListener("pointermove", move);
        edge.classList.remove("is-dragged");
        keep(edge);
      }, { once: true });
    });
    edge.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
      if (!step) return;
      event.preventDefault();
      event.stopPropagation();
      set(edge, Number(edge.ariaValueNow) + step);
      keep(edge);
    });
  }
})();
