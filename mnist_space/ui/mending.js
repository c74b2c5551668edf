// What a screen reader or a keyboard misses in gradio's own components, and no style can give.
() => {
  const each = (selector, mend) => document.querySelectorAll(selector).forEach(mend);
  const named = (name) => (button) => button.textContent.trim() || button.setAttribute("aria-label", name);
  let last = 0;

  const mend = () => {
    // The name of a group of radio buttons stands beside it.
    each("fieldset:not([aria-labelledby])", (group) => {
      const label = group.querySelector("[data-testid=block-info]");
      if (!label) return;
      label.id ||= `group-${last += 1}`;
      group.setAttribute("aria-labelledby", label.id);
    });
    // Its name is another than the words on it.
    each("#upload .upload-container[aria-label], #data-zip button[aria-label^=Click]", (box) => box.removeAttribute("aria-label"));
    // A list that scrolls would be a stop of its own, and hold nothing once it is reached.
    each("[role=listbox]:not([tabindex])", (list) => (list.tabIndex = -1));
    // "Use via API": buttons without words, languages that only a mouse can choose, code that scrolls.
    each(".api-docs .copy-button:not([aria-label])", named("Copy"));
    each(".api-docs .banner-wrap button:not([aria-label])", named("Close"));
    each(".api-docs button:not([aria-label])", named("More"));
    each(".api-docs :not(label) > input[type=checkbox]:not([aria-label])", (box) =>
      box.setAttribute("aria-label", box.parentElement.textContent.trim().split(/\s/)[0]));
    each(".api-docs pre:not([tabindex])", (code) => (code.tabIndex = 0));
    each(".api-docs li.snippet:not([role])", (language) => {
      language.setAttribute("role", "button");
      language.tabIndex = 0;
      language.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") { event.preventDefault(); language.click(); }
      });
    });
  };
  // Each radio button is a group of its own: arrow keys do not go from one to the next.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    const group = event.target.closest?.("fieldset"), step = STEPS[event.key];
    if (!group || !step || event.target.type !== "radio") return;
    event.preventDefault();
    const all = [...group.querySelectorAll("input[type=radio]:not(:disabled)")];
    const next = all.at((all.indexOf(event.target) + step) % all.length);
    next.focus();
    next.click();
  });
  // Gradio opens a list again at the Tab that leaves it.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Tab" && event.target.matches?.("input[role=combobox]")) event.stopPropagation();
  }, true);
  // Gradio ends the stream of an upload's progress by a method that only says that it is missing.
  const warn = console.warn;
  console.warn = (...said) => said[0] === "Method not implemented." || warn(...said);
  mend();
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
}
