// Gathers what is chosen in the catalogue into one value; a slider being dragged asks at most
// six times a second, and the server answers the latest only.
const lab = () => document.getElementById("lab");
let timer = null;

const ask = (fresh) => {
  timer = null;
  const step = lab().querySelector("[data-lab=step]");
  if (!step) return;
  const params = {};
  if (!fresh) {
    for (const input of lab().querySelectorAll("[data-param]")) params[input.dataset.param] = valueOf(input);
  }
  props.value = JSON.stringify({ step: step.value, params, fresh });
  trigger("input");
};

const later = () => { timer ??= setTimeout(() => ask(false), 160); };

const changed = (event) => {
  const control = event.target;
  if (!control.closest?.("#lab")) return;
  if (control.matches("[data-lab=step]")) {
    if (event.type !== "change") return;
    clearTimeout(timer);
    return ask(true);
  }
  if (!control.matches("[data-param]")) return;
  showValue(control);
  later();
};

const clicked = (event) => {
  if (event.target.closest?.("#lab [data-lab=reset]")) ask(true);
};

document.addEventListener("input", changed);
document.addEventListener("change", changed);
document.addEventListener("click", clicked);
