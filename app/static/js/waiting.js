// What takes time: the bar of a background job, and the notice before an idle session ends.
(function () {
  "use strict";
  const { word, make, ask } = window.shouwang;

  // ---- jobs: asks often at first, then every five seconds ----
  function follow(box) {
    const bar = box.querySelector("progress");
    const sentence = box.querySelector("[data-job-sentence]");
    const percent = box.querySelector("[data-job-percent]");
    let pause = 600;

    function show(state) {
      bar.value = state.percent;
      if (percent) percent.textContent = `${state.percent}%`;
      if (state.sentence) sentence.textContent = state.sentence;
      if (state.status === "running") {
        pause = Math.min(pause * 1.25, 5000);
        setTimeout(poll, pause);
      } else if (state.status === "done") {
        const next = state.next || box.dataset.next;
        if (next) window.location.assign(next);
        else window.location.reload();
      } else {
        box.classList.add("notice", "bad");
        bar.hidden = true;
      }
    }

    function poll() {
      ask(box.dataset.job).then(show).catch((error) => {
        sentence.textContent = error.message;
        setTimeout(poll, 5000);
      });
    }
    setTimeout(poll, pause);
  }
  document.querySelectorAll("[data-job]").forEach(follow);

  // ---- idle: a person who is writing is not idle, though the server cannot see it ----
  const minutes = Number(document.body.dataset.idleMinutes || 0);
  const alive = document.body.dataset.alive;
  const WARN_MINUTES = 3;
  let since = Date.now();
  let touched = Date.now();
  let banner = null;

  function take() {
    if (banner) banner.remove();
    banner = null;
  }

  function stay() {
    if (!alive) return;
    fetch(alive, { credentials: "same-origin" }).then((answer) => {
      if (!answer.ok || answer.redirected) throw new Error();
      since = Date.now();
      take();
    }).catch(() => tell(word("idleOver"), false));
  }

  function tell(sentence, canStay) {
    if (banner && canStay) {
      banner.firstChild.textContent = sentence;
      return;
    }
    take();
    banner = make("div", { class: "banner", role: "alert" }, make("span", {}, sentence));
    if (canStay && alive) {
      const button = make("button", { class: "button small main", type: "button" }, word("stay"));
      button.addEventListener("click", stay);
      banner.append(button);
    }
    document.body.append(banner);
  }

  function watch() {
    const idle = (Date.now() - since) / 60000;
    const isWriting = touched > since && Date.now() - touched < 2 * 60000;
    if (idle >= minutes) {
      if (!banner || banner.querySelector("button")) tell(word("idleOver"), false);
    } else if (idle >= minutes - WARN_MINUTES) {
      if (alive && isWriting) stay();
      else tell(word("idle", Math.max(1, Math.ceil(minutes - idle))), true);
    }
  }

  if (minutes > WARN_MINUTES) {
    ["keydown", "pointerdown"].forEach((kind) => document.addEventListener(kind, () => { touched = Date.now(); }, { passive: true }));
    setInterval(watch, 20000);
  }
})();
