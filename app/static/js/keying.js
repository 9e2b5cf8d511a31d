// Keying in from paper: Enter moves on, a row that is left is saved, what is wrong stays typed and says why.
(function () {
  "use strict";
  const list = document.querySelector(".keying");
  if (!list) return;
  const empty = list.firstElementChild.cloneNode(true);

  function boxes(row) { return Array.from(row.querySelectorAll("input:not([type=hidden]), select")); }
  function box(row, name) { return row.querySelector(`[name="${name}"]`); }
  function tell(row, sentences, isWrong) {
    const said = row.querySelector(".said");
    said.replaceChildren(...sentences.map((sentence) => {
      const line = document.createElement("span");
      line.textContent = `${sentence} `;
      line.className = isWrong ? "wrong" : "";
      return line;
    }));
  }

  function addRow(after) {
    const row = empty.cloneNode(true);
    // A pile of cards is mostly of one day and one kind.
    ["day", "way"].forEach((name) => { box(row, name).value = box(after, name).value; });
    list.append(row);
    return row;
  }

  function isTyped(row) { return box(row, "code").value.trim() !== ""; }
  function words(row) { return boxes(row).map((each) => each.value).join("\n"); }

  async function save(row) {
    if (!isTyped(row) || row.dataset.sent === words(row)) return;
    row.dataset.sent = words(row);
    const form = row.querySelector("form");
    let answer;
    try {
      const sent = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
      answer = await sent.json();
    } catch (_error) {
      row.dataset.sent = "";
      mark(row, { row: list.dataset.signedOut });
      return;
    }
    if (Object.keys(answer.problems).length) mark(row, answer.problems);
    else settle(row, answer.name);
  }

  function mark(row, problems) {
    row.classList.add("has-error");
    boxes(row).forEach((each) => each.toggleAttribute("aria-invalid", Boolean(problems[each.name])));
    tell(row, Object.values(problems), true);
  }

  function settle(row, name) {
    row.classList.remove("has-error");
    row.classList.add("is-saved");
    boxes(row).forEach((each) => { each.removeAttribute("aria-invalid"); each.disabled = true; });
    row.querySelector("button").hidden = true;
    tell(row, [`${name} ${list.dataset.saved}`], false);
  }

  async function sayWhose(row) {
    const code = box(row, "code").value;
    if (!code.trim()) return;
    try {
      const sent = await fetch(`${list.dataset.child}?code=${encodeURIComponent(code)}`);
      const name = (await sent.json()).name;
      if (!row.classList.contains("is-saved") && !row.classList.contains("has-error")) tell(row, [name], false);
    } catch (_error) { /* the row says it when it is saved */ }
  }

  list.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || event.target.tagName === "BUTTON") return;
    event.preventDefault();
    const row = event.target.closest("li");
    const cells = boxes(row);
    const next = cells[cells.indexOf(event.target) + 1];
    if (next) { next.focus(); return; }
    if (!isTyped(row)) return;
    const below = row.nextElementSibling || addRow(row);
    box(below, "code").focus();
  });
  list.addEventListener("submit", (event) => {
    event.preventDefault();
    const row = event.target.closest("li");
    row.dataset.sent = "";
    save(row);
  });
  list.addEventListener("focusout", (event) => {
    const row = event.target.closest("li");
    if (event.target.name === "code") sayWhose(row);
    if (!row.contains(event.relatedTarget)) save(row);
  });
  box(list.firstElementChild, "code").focus();
})();
