// The grid of many children: one day for all rows, and the row above once more for a brother or sister.
(function () {
  "use strict";
  const rows = Array.from(document.querySelectorAll(".bulk > li"));

  function boxes(row) {
    const named = Array.from(row.querySelectorAll("[name]"));
    return named.map((box) => [box.name.replace(/^c\d+-/, ""), box]);
  }

  function tell(box) {
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.dispatchEvent(new Event("change", { bubbles: true }));
  }

  const fill = document.querySelector("[data-fill]");
  if (fill) {
    fill.hidden = rows.length === 0;
    fill.addEventListener("click", () => {
      const day = document.getElementById("day").value;
      rows.forEach((row) => boxes(row).filter(([name]) => name === "day").forEach(([, box]) => { box.value = day; tell(box); }));
    });
  }

  document.querySelectorAll("[data-as-above]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      const row = button.closest("li");
      const above = new Map(boxes(row.previousElementSibling).map(([name, box]) => [`${name}=${box.type === "checkbox" ? box.value : ""}`, box]));
      boxes(row).forEach(([name, box]) => {
        const from = above.get(`${name}=${box.type === "checkbox" ? box.value : ""}`);
        // The family of another child has other people.
        if (!from || name === "caregiver_id") return;
        if (box.type === "checkbox") box.checked = from.checked;
        else box.value = from.value;
        tell(box);
      });
    });
  });
})();
