// Runs inside every page the tests visit: what each page promises is looked at when it has loaded, and told as console errors.
(function () {
  "use strict";

  function nameOf(element) {
    const attributes = ["id", "name", "class", "href"].map((name) => element.getAttribute(name)).filter(Boolean);
    return `<${element.tagName.toLowerCase()} ${attributes[0] || ""}> ${element.textContent.trim().slice(0, 20)}`;
  }

  function isShown(element) {
    return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
  }

  function hasName(element) {
    const pictures = Array.from(element.querySelectorAll("img")).map((picture) => picture.alt).join("");
    const text = element.getAttribute("aria-label") || element.textContent + pictures;
    return text.trim() !== "" || element.hasAttribute("aria-labelledby");
  }

  function* frame() {
    if (!["zh-CN", "en"].includes(document.documentElement.lang)) yield "no language";
    if (!document.title.trim()) yield "no title";
    const heads = Array.from(document.querySelectorAll("h1"));
    if (heads.length !== 1 || !heads[0].textContent.trim()) yield `${heads.length} h1`;
    if (document.querySelectorAll("main").length !== 1) yield "not one main";
  }

  function* names() {
    for (const box of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      const labels = Array.from(box.labels || []).filter((label) => label.textContent.trim());
      if (!labels.length && !box.getAttribute("aria-label")) yield `no label: ${nameOf(box)}`;
    }
    for (const element of document.querySelectorAll("button, a[href]")) {
      if (!hasName(element)) yield `no words: ${nameOf(element)}`;
    }
    for (const picture of document.querySelectorAll("img:not([alt])")) yield `no alt: ${picture.src}`;
  }

  function* code() {
    const seen = new Set();
    for (const element of document.querySelectorAll("*")) {
      if (element.id && seen.has(element.id)) yield `id twice: ${element.id}`;
      seen.add(element.id);
      for (const { name } of element.attributes) {
        if (name.startsWith("on")) yield `inline handler: ${nameOf(element)}`;
      }
    }
  }

  function* room() {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth > width) {
      const wide = Array.from(document.querySelectorAll("main *, header *, footer *")).filter(isShown)
        .filter((element) => element.getBoundingClientRect().right > width + 1 && !element.closest(".table-box"));
      yield `wider than ${width}: ${wide.slice(0, 2).map(nameOf).join(", ")}`;
    }
    for (const element of document.querySelectorAll("button, .button, select, textarea, input[type=text]")) {
      const { height } = element.getBoundingClientRect();
      if (isShown(element) && height < 24 && !element.closest(".sr-only")) yield `hard to tap, ${height} px: ${nameOf(element)}`;
    }
  }

  window.brokenPromises = () => [frame, names, code, room].flatMap((part) => Array.from(part()));

  if (document.contentType === "text/html" && location.protocol.startsWith("http")) {
    window.addEventListener("load", () => {
      window.brokenPromises().forEach((broken) => console.error(`${location.pathname}: ${broken}`));
    });
  }
})();
