// The reference field: type a name, choose from what the server finds; keyboard, touch and Chinese input methods.
(function () {
  "use strict";
  const { word, make, ask } = window.shouwang;
  const PAUSE_MS = 220;
  let count = 0;

  function addLookup(box) {
    const input = box.querySelector('input[type="text"]');
    const hidden = box.querySelector('input[type="hidden"]');
    const list = make("ul", { class: "lookup-list", role: "listbox", id: `lookup-${++count}`, hidden: "" });
    const status = make("span", { class: "sr-only", role: "status" });
    let options = [];
    let active = -1;
    let chosenText = hidden.value ? input.value : null;
    let timer = 0;
    let waiting = null;
    let isComposing = false;

    box.append(list, status);
    const roles = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": list.id };
    Object.keys(roles).forEach((name) => input.setAttribute(name, roles[name]));

    function shut() {
      clearTimeout(timer);
      if (waiting) waiting.abort();
      waiting = null;
      box.classList.remove("is-busy");
      list.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
      active = -1;
    }

    function open() {
      list.hidden = false;
      input.setAttribute("aria-expanded", "true");
    }

    function fill(lines) {
      list.textContent = "";
      list.append(...lines);
    }

    function say(sentence) {
      options = [];
      active = -1;
      fill([make("li", { class: "says", role: "presentation" }, sentence)]);
      status.textContent = sentence;
      open();
    }

    function point(to) {
      const items = list.querySelectorAll('[role="option"]');
      if (items.length === 0) return;
      active = (to + items.length) % items.length;
      items.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
      input.setAttribute("aria-activedescendant", items[active].id);
      items[active].scrollIntoView({ block: "nearest" });
    }

    function choose(at) {
      const option = options[at];
      hidden.value = option.id;
      input.value = option.label;
      chosenText = option.label;
      input.setCustomValidity("");
      shut();
      hidden.dispatchEvent(new Event("change", { bubbles: true }));
    }

    function item(option, at) {
      const line = make("li", { role: "option", id: `${list.id}-${at}`, "aria-selected": "false" }, make("span", {}, option.label));
      if (option.note) line.append(make("small", {}, option.note));
      line.addEventListener("click", () => choose(at));
      return line;
    }

    function show(answer) {
      options = answer.items || [];
      if (options.length === 0) {
        say(word("none"));
        return;
      }
      const more = answer.has_more ? [make("li", { class: "says", role: "presentation" }, word("more"))] : [];
      fill(options.map(item).concat(more));
      status.textContent = word("found", options.length);
      open();
      // What was typed fits one only: Enter takes it.
      if (options.length === 1 && input.value.trim()) point(0);
      else active = -1;
    }

    function look() {
      clearTimeout(timer);
      if (waiting) waiting.abort();
      const mine = new AbortController();
      waiting = mine;
      box.classList.add("is-busy");
      const typed = input.value === chosenText ? "" : input.value.trim();
      const url = box.dataset.lookup + (box.dataset.lookup.includes("?") ? "&" : "?") + "q=" + encodeURIComponent(typed);
      ask(url, mine.signal).then(show).catch((error) => {
        if (error.name !== "AbortError") say(error.message);
      }).finally(() => {
        if (waiting === mine) box.classList.remove("is-busy");
      });
    }

    function typed() {
      if (isComposing) return;
      if (input.value !== chosenText) {
        hidden.value = "";
        chosenText = null;
      }
      input.setCustomValidity("");
      // The list still shows the answer to the earlier letters: Enter must not take from it.
      active = -1;
      input.removeAttribute("aria-activedescendant");
      clearTimeout(timer);
      timer = setTimeout(look, PAUSE_MS);
    }

    // While 拼音 is being typed the letters are not yet the search: wait until the characters are chosen.
    input.addEventListener("compositionstart", () => { isComposing = true; });
    input.addEventListener("compositionend", () => { isComposing = false; typed(); });
    input.addEventListener("input", typed);
    input.addEventListener("click", () => { if (list.hidden) look(); });
    input.addEventListener("focus", () => { if (input.value) input.select(); });

    input.addEventListener("keydown", (event) => {
      // keyCode 229: the input method has the key, in browsers that do not say isComposing.
      if (event.isComposing || event.keyCode === 229) return;
      const isOpen = !list.hidden;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (!isOpen) look();
        else if (event.key === "ArrowDown") point(active + 1);
        else point(active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter" && isOpen) {
        event.preventDefault();
        if (active >= 0) choose(active);
      } else if (event.key === "Escape" && isOpen) {
        event.preventDefault();
        shut();
      }
    });

    // The list must not take the focus away before its click arrives.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    input.addEventListener("blur", () => {
      shut();
      const isLoose = input.value.trim() !== "" && hidden.value === "";
      input.setCustomValidity(isLoose ? word("pick") : "");
    });
  }

  document.querySelectorAll("[data-lookup]").forEach(addLookup);
})();
