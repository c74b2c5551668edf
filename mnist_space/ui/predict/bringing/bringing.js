// The body of gr.HTML's js_on_load: `element`, `props` and `trigger` come from Gradio.
// A picture that is pasted or dropped anywhere goes through the upload box, as one that is chosen.
const box = () => document.getElementById("upload");
const picture = () => box().querySelector(".image-frame img");
const press = (name) => element.querySelector(`button[data-do=${name}]`);
const status = element.querySelector("[role=status]");
const say = (sentence) => { status.textContent = sentence; };

// On a narrow screen a tab that does not fit is a button of the menu.
function openPredict() {
  if (document.getElementById("predict-row").offsetParent) return;
  const tabs = [...document.querySelectorAll("[role=tab], .overflow-dropdown button")];
  tabs.find((tab) => tab.textContent.trim() === words.say("Predict"))?.click();
}

async function bring(file) {
  openPredict();
  let input = box().querySelector("input[type=file]");
  if (!input) { // the camera is open
    box().querySelector(".source-selection button").click();
    for (let frame = 0; frame < 60 && !input; frame++) {
      await new Promise(requestAnimationFrame);
      input = box().querySelector("input[type=file]");
    }
  }
  const files = new DataTransfer();
  files.items.add(file);
  input.files = files.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  reveal();
}

const typing = (target) => target?.closest?.("input:not([type=range], [type=radio], [type=checkbox], [type=file]), textarea, [contenteditable]");

document.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((each) => each.type.startsWith("image/"));
  if (!file || typing(event.target)) return;
  event.preventDefault();
  bring(file);
});

// Before Gradio's own listeners: its box would take a file of it a second time.
const overPredict = (event) => event.dataTransfer?.types.includes("Files")
  && document.getElementById("predict-row").offsetParent && event.target.closest?.(".tabitem");
const row = () => document.getElementById("predict-row");
for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (!overPredict(event)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    row().classList.toggle("predict-dropping", kind === "dragenter" || kind === "dragover");
    if (kind === "drop" && event.dataTransfer.files.length) bring(event.dataTransfer.files[0]);
  }, { capture: true });
}

// On a phone the answer stands above what was tapped.
function reveal() {
  const { top, bottom } = document.getElementById("answer").getBoundingClientRect();
  if (top >= 0 && Math.min(bottom, top + 112) <= innerHeight) return;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  document.getElementById("predict-answer").scrollIntoView({ behavior: still ? "auto" : "smooth", block: "start" });
}
document.addEventListener("click", (event) => { if (event.target.closest?.("#examples button")) reveal(); });
document.addEventListener("change", (event) => { if (event.target.closest?.("#upload input[type=file]")) reveal(); });

// What another tab opens here is looked at from as far down as that tab was.
let isShown = row().offsetParent !== null;
new ResizeObserver(() => {
  const wasShown = isShown;
  isShown = row().offsetParent !== null;
  if (isShown && !wasShown) reveal();
}).observe(row());

// Gradio drops what the browser says of a camera.
const NO_CAMERA = {
  NotFoundError: "There is no camera here: choose a file.",
  OverconstrainedError: "There is no such camera here: choose a file.",
  NotAllowedError: "The camera is not allowed: allow it in the browser, or choose a file.",
  NotReadableError: "The camera is in use elsewhere: choose a file.",
};
window.addEventListener("unhandledrejection", (event) => {
  const sentence = event.reason instanceof DOMException && NO_CAMERA[event.reason.name];
  if (!sentence || !box().querySelector("[data-testid=webcam-video], video, .access-webcam, [title*=ebcam]")) return;
  event.preventDefault();
  say(sentence);
});
