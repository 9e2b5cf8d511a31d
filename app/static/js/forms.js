// Forms that lose nothing: warn before leaving, send once, count characters, show only what applies.
(function () {
  "use strict";
  const { word, make } = window.shouwang;

  // ---- unsaved text, and one sending only ----
  const changed = new Set();
  const sent = new WeakSet();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) changed.add(form);
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-guard") || event.defaultPrevented) return;
    if (sent.has(form)) {
      event.preventDefault();
      return;
    }
    sent.add(form);
    changed.delete(form);
    const button = event.submitter || form.querySelector(".button.main");
    if (button) {
      // Not `disabled`: a disabled button would not send its own name and value.
      button.setAttribute("aria-disabled", "true");
      button.dataset.was = button.textContent;
      setTimeout(() => { button.textContent = word("sending"); }, 0);
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (changed.size === 0) return;
    event.preventDefault();
    event.returnValue = "";
  });

  // Coming back by the browser's back button: the form may be sent again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.querySelectorAll("[data-was]").forEach((button) => {
      button.textContent = button.dataset.was;
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-was");
      if (button.form) sent.delete(button.form);
    });
  });

  // ---- how many characters are left ----
  function addCounter(box) {
    const limit = box.maxLength;
    const isLong = box.tagName === "TEXTAREA";
    const counter = make("p", { class: "counter", "aria-live": "polite" });
    box.insertAdjacentElement("afterend", counter);
    function count() {
      const left = limit - box.value.length;
      const isNear = left <= Math.max(10, limit * 0.1);
      counter.hidden = !isLong && !isNear;
      counter.classList.toggle("is-near", isNear);
      counter.textContent = left > 0 ? word("left", left) : word("full");
    }
    box.addEventListener("input", count);
    count();
  }

  // ---- parts of a form that apply only to one answer: data-toggle-by="name=value|value" ----
  function answers(form, name) {
    const boxes = Array.from(form.elements).filter((element) => element.name === name && element.type !== "hidden");
    return boxes.filter((box) => !["radio", "checkbox"].includes(box.type) || box.checked).map((box) => box.value);
  }

  function addToggle(block) {
    const form = block.closest("form");
    const [name, wanted] = block.dataset.toggleBy.split("=");
    const values = wanted.split("|");
    const musts = Array.from(block.querySelectorAll("[required]"));
    function show() {
      const isShown = answers(form, name).some((value) => values.includes(value));
      block.hidden = !isShown;
      // A hidden required box would stop the form without a word.
      musts.forEach((box) => { box.required = isShown; });
    }
    form.addEventListener("change", show);
    show();
  }

  document.querySelectorAll(".field textarea[maxlength], .field input[maxlength]").forEach(addCounter);
  document.querySelectorAll("form [data-toggle-by]").forEach(addToggle);
  const summary = document.querySelector("[data-focus]");
  if (summary) summary.focus();
})();
