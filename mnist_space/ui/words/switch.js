// The body of gr.HTML's js_on_load: `element` comes from Gradio.
const box = element.querySelector("select");
box.value = window.words.language;
box.addEventListener("change", () => window.words.choose(box.value));
