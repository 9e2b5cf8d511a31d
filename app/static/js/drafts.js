// Nothing typed is lost: forms with data-draft are kept on the server every ten seconds, and sent only when it answers.
(function () {
  "use strict";
  const { word, make, ask } = window.shouwang;
  const form = document.querySelector("form[data-draft]");
  if (!form) return;
  const PAUSE = 10000;
  const place = form.dataset.draft;
  const here = form.dataset.draftOf || window.location.pathname + window.location.search;
  const line = make("p", { class: "kept", role: "status" });
  let isTouched = false;
  let lastKept = "";
  form.prepend(line);

  function fields() {
    const skipped = ["csrf_token", "once_token", "kept-draft"];
    const usual = new Map();
    Array.from(form.elements).forEach((box) => usual.set(box.name, box));
    return Array.from(new FormData(form).entries())
      .filter(([name, value]) => typeof value === "string" && !skipped.includes(name) && usual.has(name))
      .map(([name, value]) => [name, value]);
  }

  function token() {
    return form.elements.namedItem("csrf_token");
  }

  function send(pairs) {
    return fetch(place, {
      method: "POST", credentials: "same-origin",
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token().value },
      body: JSON.stringify({ form: here, fields: pairs }),
    });
  }

  function mark() {
    if (form.elements.namedItem("kept-draft")) return;
    form.append(make("input", { type: "hidden", name: "kept-draft", value: here }));
  }

  function keep() {
    if (!isTouched) return;
    const pairs = fields();
    const text = JSON.stringify(pairs);
    if (text === lastKept) return;
    send(pairs).then((answer) => {
      if (answer.redirected || answer.status === 401 || answer.status === 400) throw new Error(word("signedOut"));
      if (!answer.ok) throw new Error(word("offline"));
      return answer.json();
    }).then((told) => {
      lastKept = text;
      mark();
      say(word("draftKept", told.kept_at), "");
    }).catch((error) => {
      const sentence = error instanceof TypeError ? word("draftOffline") : error.message;
      say(sentence, "bad");
    });
  }

  function say(sentence, tone) {
    line.textContent = sentence;
    line.className = `kept ${tone}`;
  }

  function put(pairs) {
    const kept = new Map();
    pairs.forEach(([name, value]) => kept.set(name, (kept.get(name) || []).concat(value)));
    Array.from(form.elements).forEach((box) => {
      // A reference is a hidden key beside the text that was typed; other hidden fields are the page's own.
      if (!box.name || box.type === "submit" || (box.type === "hidden" && !box.closest(".lookup"))) return;
      const values = kept.get(box.name);
      if (["checkbox", "radio"].includes(box.type)) box.checked = (values || []).includes(box.value);
      else if (values) box.value = values.shift();
      box.dispatchEvent(new Event("input", { bubbles: true }));
      box.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  function offer(told) {
    const box = make("div", { class: "notice info draft-offer", role: "alert" });
    const back = make("button", { type: "button", class: "button small main" }, word("draftBack"));
    const drop = make("button", { type: "button", class: "button small" }, word("draftDrop"));
    back.addEventListener("click", () => { put(told.fields); mark(); box.remove(); });
    drop.addEventListener("click", () => { send([]).catch(() => {}); box.remove(); });
    const version = form.elements.namedItem("version");
    const before = told.fields.find(([name]) => name === "version");
    const isChanged = version && before && before[1] !== version.value;
    box.append(make("div", {}, word("draftFound", told.kept_at), isChanged ? word("draftChanged") : "", " ", back, " ", drop));
    form.prepend(box);
  }

  // A form that came back with its mistakes holds what was typed already.
  if (!document.querySelector(".error-summary")) {
    ask(`${place}?form=${encodeURIComponent(here)}`).then((told) => {
      if (told.kept_at) offer(told);
    }).catch(() => {});
  } else {
    isTouched = true;
  }

  form.addEventListener("input", (event) => { if (event.isTrusted) isTouched = true; });
  setInterval(keep, PAUSE);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  window.addEventListener("online", keep);

  // Sending: first ask whether the server answers and still knows the person; a new token comes along.
  let isSure = false;
  form.addEventListener("submit", (event) => {
    if (isSure || event.defaultPrevented) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const button = event.submitter;
    ask(`${place}?form=${encodeURIComponent(here)}`).then((told) => {
      document.querySelectorAll("input[name=csrf_token]").forEach((box) => { box.value = told.token; });
      isSure = true;
      form.requestSubmit(button && button.form === form ? button : undefined);
      isSure = false;
    }).catch((error) => {
      say(error.message === word("offline") ? word("draftOffline") : error.message, "bad");
      line.scrollIntoView({ block: "center" });
    });
  }, true);
})();
