// Small conveniences of lists and pages: tick all, filters folded on phones, select that sends, copy, print.
(function () {
  "use strict";
  const { word } = window.shouwang;

  // ---- tick boxes of rows; they may belong to a form elsewhere on the page by their form attribute ----
  function boxesOf(form) {
    return Array.from(form.elements).filter((box) => box.type === "checkbox" && box.name === "ids");
  }

  function countPicked(form) {
    const boxes = boxesOf(form);
    const picked = boxes.filter((box) => box.checked).length;
    document.querySelectorAll("[data-picked]").forEach((place) => { place.textContent = word("picked", picked); });
    document.querySelectorAll("[data-needs-picked]").forEach((button) => { button.disabled = picked === 0; });
    const head = document.querySelector("[data-pick-all]");
    if (head) {
      head.checked = picked > 0 && picked === boxes.length;
      head.indeterminate = picked > 0 && picked < boxes.length;
    }
  }

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.hasAttribute("data-pick-all") && box.form) {
      boxesOf(box.form).forEach((one) => { one.checked = box.checked; });
      countPicked(box.form);
    } else if (box.name === "ids" && box.form) {
      countPicked(box.form);
    } else if (box.hasAttribute("data-submit-on-change") && box.form) {
      box.form.submit();
    }
  });
  const head = document.querySelector("[data-pick-all]");
  if (head && head.form) countPicked(head.form);

  // ---- filters stay folded where the screen is small ----
  if (window.matchMedia("(max-width: 40rem)").matches) {
    document.querySelectorAll("details.filters[open]").forEach((filters) => { filters.open = false; });
  }

  // ---- a panel shuts by a click elsewhere or by Escape ----
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-shut-outside][open]").forEach((panel) => {
      if (!panel.contains(event.target)) panel.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-shut-outside][open]").forEach((panel) => {
      panel.open = false;
      panel.querySelector("summary").focus();
    });
  });

  // ---- copy and print ----
  // Without HTTPS there is no clipboard interface; the old command still works there.
  function copy(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
    return Promise.resolve();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy], [data-print]");
    if (!button) return;
    if (button.hasAttribute("data-print")) {
      window.print();
    } else {
      copy(button.dataset.copy).then(() => { button.textContent = word("copied"); });
    }
  });
})();
