/* Gradio's own words that it has in English alone, in the page's language. Done again after every
   change of the page; English pages are sent without it. */
(() => {
  "use strict";

  /* What Gradio says, and what to say; one that ends in a space is the beginning of what it says. */
  const words = WORDS;
  const beginnings = Object.keys(words).filter((word) => word.endsWith(" "));

  const said = (text) => {
    const beginning = beginnings.find((word) => text.startsWith(word));
    return beginning ? words[beginning] + text.slice(beginning.length) : words[text.trim()];
  };

  const put = () => {
    for (const element of document.querySelectorAll("[aria-label], [title]")) {
      for (const name of ["aria-label", "title"]) {
        const text = said(element.getAttribute(name) ?? "");
        if (text) element.setAttribute(name, text);
      }
    }
    /* A choice is in the page's language where it is shown, and in English in its title. */
    for (const choice of document.querySelectorAll("label > input[title]")) {
      const shown = choice.parentElement.textContent.trim();
      if (choice.title !== shown) choice.title = shown;
    }
    for (const toast of document.querySelectorAll(".toast-body")) {
      const texts = document.createTreeWalker(toast, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) {
        const text = said(texts.currentNode.nodeValue);
        if (text) texts.currentNode.nodeValue = text;
      }
    }
  };

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      put();
    });
  }).observe(document.documentElement, {
    attributeFilter: ["aria-label", "title"], childList: true, characterData: true, subtree: true,
  });
})();
