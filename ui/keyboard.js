/* What Gradio leaves out for people who use no mouse or see no screen. It is done again after every
   change of the page, and changes nothing that is right already. */
(() => {
  "use strict";

  /* In every language, by the tag that the page has. */
  const words = WORDS[document.documentElement.lang];

  /* A thought's title is a button around a button without a name: keep the inner one, and name it. */
  const nameThought = (title) => {
    const toggle = title.querySelector(".arrow button");
    const name = title.querySelector(".md");
    if (!toggle || !name) return;
    if (title.hasAttribute("role")) {
      title.removeAttribute("role");
      title.removeAttribute("tabindex");
      // The title listens for Enter, and gets the click that Enter makes of a button besides.
      toggle.addEventListener("keydown", (event) => event.stopPropagation());
    }
    set(toggle, "aria-label", name.textContent.trim());
    set(toggle, "aria-expanded", String(title.nextElementSibling !== null));
  };

  /* What scrolls can be scrolled by keyboard only if it can have the focus. */
  const letScroll = (box, label) => {
    set(box, "tabindex", "0");
    set(box, "role", "group");
    set(box, "aria-label", label);
  };

  const set = (element, name, value) => {
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  };

  /* The slider's number is an index: what it means is said in the words below it. */
  const sayBudget = () => {
    const slider = document.querySelector('#chat-budget input[type="range"]');
    const said = document.querySelector("#chat-budget-words");
    if (slider && said) set(slider, "aria-valuetext", said.textContent.trim());
  };

  const tend = () => {
    sayBudget();
    document.querySelectorAll("#chat-log .thought-group > .title").forEach(nameThought);
    for (const table of document.querySelectorAll("#chat-log table")) {
      if (table.scrollWidth > table.clientWidth) set(table, "tabindex", "0");
    }
    for (const panel of document.querySelectorAll(".compare-panel")) {
      const column = Number(panel.id.replace("compare-column-", "")) + 1;
      const thought = panel.querySelector(".thought-text .html-container");
      if (thought) letScroll(thought, words.thought.replace("{number}", column));
      const answer = panel.querySelector(".compare-answer");
      if (answer) letScroll(answer, words.answer.replace("{number}", column));
    }
  };

  /* Tab leaves a dropdown's list open, over whatever is below it; Escape closes one. */
  const closeList = (event) => {
    const box = event.target;
    if (event.key !== "Tab" || box.getAttribute?.("role") !== "combobox") return;
    setTimeout(() => box.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
  };
  document.addEventListener("keydown", closeList);

  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      tend();
    });
  }).observe(document.documentElement, { childList: true, characterData: true, subtree: true });
})();
