// The sentences scripts show (translated by the server) and two small tools the other scripts share.
window.shouwang = (function () {
  "use strict";

  // The sentence called `name`; {n} is replaced by `n`.
  function word(name, n) {
    const box = document.getElementById("words");
    const text = (box && box.dataset[name]) || "";
    return text.replace("{n}", n === undefined ? "" : String(n));
  }

  // An element with attributes and text; children may be strings or elements.
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    Object.keys(attributes || {}).forEach((name) => element.setAttribute(name, attributes[name]));
    element.append(...children);
    return element;
  }

  // JSON of this site; a rejected promise carries the sentence for the person.
  function ask(url, signal) {
    const request = { credentials: "same-origin", signal: signal, headers: { Accept: "application/json" } };
    return fetch(url, request).then(
      (answer) => {
        const isJson = (answer.headers.get("Content-Type") || "").includes("json");
        if (answer.redirected || answer.status === 401 || !isJson) throw new Error(word("signedOut"));
        if (!answer.ok) throw new Error(word("offline"));
        return answer.json();
      },
      (error) => {
        throw error.name === "AbortError" ? error : new Error(word("offline"));
      }
    );
  }

  return { word, make, ask };
})();
