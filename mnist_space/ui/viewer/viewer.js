// Opens the pictures that lie in one element with data-views, and goes through them. What it shows
// first it takes from the page as it was when it was opened: a later reading does not change it. Of
// a step it then asks for input and result in their own size, and for its controls.
const dialog = element.querySelector("dialog");
const part = (name) => dialog.querySelector(name);
const stage = part(".viewer-stage");
const place = part("[data-place]");
const wipe = part("[data-wipe]");
let shown = [];
let came = null; // where the focus goes back to
let number = 0; // of the latest question
let timer = null;

const taken = (button) => {
  const img = button.querySelector("img");
  const params = JSON.parse(button.dataset.params || "{}");
  return { ...button.dataset, params, at: params, src: img.src, alt: img.alt };
};

const paragraph = (text) => Object.assign(document.createElement("p"), { textContent: text });

const setPicture = (image, item) => {
  if (item) image.src = item.src;
  else image.removeAttribute("src");
  image.alt = item ? item.alt : "";
};

// Asks at most six times a second, for the latest: a slider may be on its way.
const ask = () => {
  timer = null;
  if (!dialog.open) return;
  const until = shown.slice(0, Number(place.value) + 1).filter((item) => item.step);
  const calls = until.map(({ step, params }) => ({ step, params }));
  props.value = JSON.stringify({ number: ++number, place: came.group, calls, turned: came.turned });
  trigger("submit");
};
const soon = () => { timer ??= setTimeout(ask, 160); };

const wiped = () => {
  const share = Number(wipe.value);
  stage.style.setProperty("--wipe", `${share}%`);
  part(".viewer-edge").hidden = wipe.disabled || share === 0 || share === 100;
  wipe.setAttribute("aria-valuetext", share === 100 ? "after" : share === 0 ? "before" : `${share}% after`);
  // What is covered is not read out.
  part(".viewer-after").ariaHidden = share === 0 ? "true" : null;
  part(".viewer-before").ariaHidden = share === 100 ? "true" : null;
};

const show = (at) => {
  const item = shown[at];
  place.value = at;
  place.setAttribute("aria-valuetext", item.name);
  part(".viewer-name").textContent = item.name;
  setPicture(part(".viewer-after"), item);
  setPicture(part(".viewer-before"), item.step ? shown[at - 1] : null);
  wipe.disabled = !item.step;
  if (!item.step) wipe.value = 100;
  wiped();
  part(".viewer-facts").textContent = item.facts;
  part(".viewer-about").replaceChildren(...JSON.parse(item.about).map(paragraph));
  part(".viewer-said").textContent = "";
  part(".viewer-controls").replaceChildren();
  part("[data-do=reset]").hidden = true;
  clearTimeout(timer);
  number += 1; // what was asked of another step comes too late
  if (item.step) ask();
  part("[data-do=previous]").disabled = at <= Number(place.min);
  part("[data-do=next]").disabled = at === shown.length - 1;
  part("[data-do=try]").hidden = !item.step || came.group === "lab-result";
};

const open = (button) => {
  const group = button.closest("[data-views]");
  const buttons = [...group.querySelectorAll("[data-view]")];
  const at = buttons.indexOf(button);
  shown = buttons.map(taken);
  came = { button, group: group.closest(".block[id]").id, turned: Number(group.dataset.turned ?? 0) };
  // Of one step alone the picture before it is no step to go to.
  const single = shown.length === 2 && !shown[0].step;
  place.min = single ? 1 : 0;
  place.max = shown.length - 1;
  part(".viewer-steps").hidden = single;
  wipe.value = single && at === 0 ? 0 : 100;
  document.documentElement.style.overflow = "hidden"; // the page behind stays where it is
  dialog.showModal();
  show(single ? 1 : at);
  part("[data-zoom]").value = 1;
  zoomed();
};

const go = (by) => {
  const at = Number(place.value) + by;
  if (at >= Number(place.min) && at < shown.length) show(at);
};

const tryIt = () => {
  const item = shown[Number(place.value)];
  props.value = JSON.stringify({ step: item.step, params: item.params, of_predict: came.group === "trace" });
  came = null; // the Lab opens: the focus goes there
  dialog.close();
  trigger("input");
};

// What is set here is set in the Lab too, where the step stands there: in its row, or alone.
const inLab = (item, name) => {
  if (came.group === "lab-result") return document.querySelector(`#lab [data-param="${name}"]`);
  if (came.group !== "lab-trace") return null;
  const earlier = shown.slice(0, Number(place.value)).filter(({ step }) => step === item.step).length;
  const rows = document.querySelectorAll(`#lab-editor li[data-step="${item.step}"]:not([data-off])`);
  return rows[earlier]?.querySelector(`[data-tune="${name}"]`);
};

const setTo = (control, value) => {
  if (control.type === "checkbox") control.checked = value;
  else control.value = value;
  for (const kind of ["input", "change"]) control.dispatchEvent(new Event(kind, { bubbles: true }));
};

const set = (control) => {
  const item = shown[Number(place.value)];
  const value = valueOf(control);
  item.params = { ...item.params, [control.dataset.set]: value };
  part("[data-do=reset]").hidden = false;
  showValue(control);
  const other = inLab(item, control.dataset.set);
  if (other) setTo(other, value);
  soon();
};

const reset = () => {
  const item = shown[Number(place.value)];
  for (const control of dialog.querySelectorAll("[data-set]")) setTo(control, item.at[control.dataset.set]);
  part("[data-do=reset]").hidden = true;
  part(".viewer-controls [data-set]").focus();
};

const answered = ({ answers, said, before, after, facts, controls }) => {
  part(".viewer-said").textContent = said ?? "";
  if (answers !== number) return;
  const item = shown[Number(place.value)];
  item.src = after;
  setPicture(part(".viewer-after"), item);
  setPicture(part(".viewer-before"), { src: before, alt: shown[Number(place.value) - 1]?.alt ?? "" });
  part(".viewer-facts").textContent = item.facts = facts;
  // Not under the hand that sets one.
  const panel = part(".viewer-controls");
  if (!panel.childElementCount) panel.innerHTML = controls;
};

document.addEventListener("viewer-large", ({ detail }) => { if (dialog.open) answered(detail); });

const ACTS = { close: () => dialog.close(), previous: () => go(-1), next: () => go(1), try: tryIt, reset };

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-view]");
  if (button) open(button);
});

dialog.addEventListener("click", (event) => {
  if (event.target === dialog) return dialog.close(); // beside it
  ACTS[event.target.closest("[data-do]")?.dataset.do]?.();
});

dialog.addEventListener("keydown", (event) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || event.target.matches("input, select, .viewer-stage")) return;
  event.preventDefault();
  go(by);
});

part(".viewer-controls").addEventListener("input", (event) => set(event.target));
place.addEventListener("input", () => show(Number(place.value)));
wipe.addEventListener("input", wiped);

const zoomed = () => {
  const zoom = Number(part("[data-zoom]").value);
  stage.style.setProperty("--zoom", zoom);
  stage.tabIndex = zoom > 1 ? 0 : -1; // what scrolls is reached by keyboard
  const middle = ((zoom - 1) * stage.clientWidth) / 2;
  stage.scrollTo(middle, middle);
};
part("[data-zoom]").addEventListener("change", zoomed);

const sharp = part("[data-sharp]");
const sharpen = () => stage.classList.toggle("viewer-sharp", sharp.checked);
sharp.addEventListener("change", sharpen);
sharpen();

dialog.addEventListener("close", () => {
  document.documentElement.style.overflow = "";
  if (!came) return;
  // Of a later reading there may be fewer pictures.
  const last = [...document.querySelectorAll(`#${came.group} [data-view]`)].at(-1);
  (came.button.isConnected ? came.button : last)?.focus();
});
