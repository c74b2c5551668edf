() => {
  // Gradio's accordions do not tell a screen reader whether they are open.
  const tell = () => {
    for (const button of document.querySelectorAll("button.label-wrap")) {
      button.ariaExpanded = String(button.classList.contains("open"));
    }
  };
  new MutationObserver(tell).observe(document.body, { childList: true, subtree: true, attributeFilter: ["class"] });
  tell();
}
