// Asks before a form with data-confirm (or a button with it) is sent; with data-reason it asks why as well.
(function () {
  "use strict";
  const { word, make } = window.shouwang;
  const agreed = new WeakSet();

  function put(form, name, value) {
    let input = form.querySelector(`input[type="hidden"][name="${name}"]`);
    if (!input) {
      input = make("input", { type: "hidden", name: name });
      form.append(input);
    }
    input.value = value;
  }

  function dialogFor(asker, button) {
    const isBad = button && button.classList.contains("bad");
    const yes = make("button", { class: `button main${isBad ? " bad" : ""}`, value: "yes" }, asker.dataset.yes || word("yes"));
    const no = make("button", { class: "button", type: "button" }, word("no"));
    const form = make("form", { method: "dialog" }, make("h2", {}, word("sure")), make("p", {}, asker.dataset.confirm));
    if (asker.dataset.reason) {
      const reason = make("textarea", { name: "reason", required: "", maxlength: "200", rows: "2" });
      form.append(make("label", {}, asker.dataset.reason, reason));
    }
    form.append(make("div", { class: "buttons" }, no, yes));
    const dialog = make("dialog", { "aria-label": word("sure") }, form);
    no.addEventListener("click", () => dialog.close(""));
    return dialog;
  }

  // Browsers without <dialog> (before 2014) get the plain questions of the browser.
  function askPlainly(asker, answer) {
    if (!asker.dataset.reason) return answer(window.confirm(asker.dataset.confirm), "");
    const reason = (window.prompt(`${asker.dataset.confirm}\n${asker.dataset.reason}`) || "").trim();
    if (!reason) window.alert(word("reasonMissing"));
    return answer(Boolean(reason), reason);
  }

  function askFirst(asker, button, answer) {
    if (typeof HTMLDialogElement === "undefined") return askPlainly(asker, answer);
    const dialog = dialogFor(asker, button);
    const reason = dialog.querySelector("textarea");
    document.body.append(dialog);
    dialog.addEventListener("close", () => {
      dialog.remove();
      answer(dialog.returnValue === "yes", reason ? reason.value.trim() : "");
    });
    dialog.showModal();
    // Nothing is destroyed by a second press of Enter: the harmless button has the focus.
    (reason || dialog.querySelector("button[type=button]")).focus();
    return undefined;
  }

  function send(form, button) {
    if (form.requestSubmit) return form.requestSubmit(button || undefined);
    if (button && button.name) put(form, button.name, button.value);
    return form.submit();
  }

  // `submitter` is missing in browsers before 2021; the last pressed button stands in.
  let pressed = null;
  document.addEventListener("click", (event) => {
    pressed = event.target.closest("button, input[type=submit]");
  }, true);

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const button = event.submitter || (pressed && pressed.form === form ? pressed : null);
    const asker = [button, form].find((element) => element && element.dataset.confirm);
    if (!asker || agreed.has(form)) {
      agreed.delete(form);
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    askFirst(asker, button, (isAgreed, reason) => {
      if (!isAgreed) {
        if (button) button.focus();
        return;
      }
      put(form, "confirmed", "yes");
      if (asker.dataset.reason) put(form, "reason", reason);
      agreed.add(form);
      send(form, button);
    });
  }, true);
})();
