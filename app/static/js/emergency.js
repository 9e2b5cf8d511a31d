// Emergencies: children found while typing, count-downs that tick from the server's clock, a board that keeps fresh.
(function () {
  "use strict";
  const { make, ask } = window.shouwang;
  const REFRESH_MS = 10000;
  const PAUSE_MS = 220;

  // ---- opening: what is found joins the ticks; what is ticked stays ----
  function addFinder(box) {
    const input = box.querySelector('input[type="search"]');
    const list = box.querySelector("[data-chosen]");
    const none = box.querySelector("[data-none]");
    let timer = 0;
    let isComposing = false;

    function show(answer) {
      list.querySelectorAll("label").forEach((label) => label.querySelector("input").checked || label.remove());
      const known = new Set(Array.from(list.querySelectorAll("input"), (tick) => tick.value));
      answer.items.filter((item) => !known.has(String(item.id))).forEach((item) => {
        const tick = make("input", { type: "checkbox", name: "child", value: String(item.id) });
        list.append(make("label", {}, tick, make("span", {}, `${item.label} `, make("span", { class: "muted" }, item.note))));
      });
      none.hidden = answer.items.length > 0;
    }

    function find() {
      const text = input.value.trim();
      if (text) ask(`${box.dataset.find}?q=${encodeURIComponent(text)}`).then(show).catch(() => undefined);
    }

    function later() {
      clearTimeout(timer);
      if (!isComposing) timer = setTimeout(find, PAUSE_MS);
    }

    input.addEventListener("compositionstart", () => { isComposing = true; });
    input.addEventListener("compositionend", () => { isComposing = false; later(); });
    input.addEventListener("input", later);
  }
  document.querySelectorAll("[data-find]").forEach(addFinder);

  // ---- the board ----
  const board = document.getElementById("board");
  if (!board) return;
  let ahead = new Date(board.dataset.now).getTime() - Date.now();
  let mark = board.dataset.mark;

  function clockText(seconds) {
    const left = Math.abs(seconds);
    const hours = Math.floor(left / 3600);
    const pad = (number) => String(number).padStart(2, "0");
    const rest = `${pad(Math.floor((left % 3600) / 60))}:${pad(left % 60)}`;
    return hours ? `${hours}:${rest}` : rest;
  }

  function tick() {
    board.querySelectorAll("[data-due]").forEach((each) => {
      const seconds = Math.round((new Date(each.dataset.due).getTime() - Date.now() - ahead) / 1000);
      each.textContent = (seconds < 0 ? board.dataset.over : board.dataset.left).replace("{t}", clockText(seconds));
      each.classList.toggle("late", seconds < 0);
    });
  }

  // Somebody who is writing a reason must not lose it to a refresh.
  function isWriting() {
    const at = document.activeElement;
    return board.contains(at) && at.matches("input[type=text]") && at.value !== "";
  }

  function say(sentence) {
    let line = document.getElementById("board-stale");
    if (!sentence) return line && line.remove();
    if (!line) {
      line = make("p", { id: "board-stale", class: "notice warn", role: "status" });
      board.before(line);
    }
    line.textContent = sentence;
    return line;
  }

  function refresh() {
    if (isWriting() || document.hidden) return;
    ask(`${board.dataset.state}?mark=${encodeURIComponent(mark)}`).then((answer) => {
      ahead = new Date(answer.now).getTime() - Date.now();
      say("");
      if (answer.html && !isWriting()) {
        board.innerHTML = answer.html;
        mark = answer.mark;
        tick();
      }
    }).catch(() => say(board.dataset.stale));
  }

  tick();
  setInterval(tick, 1000);
  if (board.dataset.state) setInterval(refresh, REFRESH_MS);
})();
