// A card of a child that is opened: the cursor stands in the text, and the time is now.
(function () {
  "use strict";

  const MINUTE = 60000;
  const CHINA_MINUTES = 8 * 60;

  function nowInChina() {
    return new Date(Date.now() + CHINA_MINUTES * MINUTE).toISOString().slice(0, 16);
  }

  function ready(card) {
    if (!card.open) return;
    const text = card.querySelector("textarea");
    // What was begun keeps its time.
    if (!text.value) card.querySelector("[data-now]").value = nowInChina();
    text.focus();
  }

  function touched(card, spot) {
    // A talk needs nobody of the family: the text comes next. Keys that walk through the ways click the box itself.
    const tile = spot.tagName === "INPUT" ? null : spot.closest(".tile");
    if (!tile || tile.querySelector("input").value !== "talk") return;
    setTimeout(() => card.querySelector("textarea").focus());
  }

  document.querySelectorAll("[data-short]").forEach((card) => {
    card.addEventListener("toggle", () => ready(card));
    card.addEventListener("click", (event) => touched(card, event.target));
  });
})();
