// Opens the pictures that lie in one element with data-views, and goes through them. What it shows
// it takes from the page as it was when it was opened: a later reading does not change it.
const dialog = element.querySelector("dialog");
const part = (name) => dialog.querySelector(name);
const stage = part(".viewer-stage");
const place = part("[data-place]");
const wipe = part("[data-wipe]");
let shown = [];
let came = null; // where the focus goes back to

const taken = (button) => ({ ...button.dataset, src: button.querySelector("img").src, alt: button.querySelector("img").alt });

const setPicture = (image, item) => {
  if (item) image.src = item.src;
  else image.removeAttribute("src");
  image.alt = item ? item.alt : "";
};

const listed = (params) => Object.entries(JSON.parse(params || "{}")).flatMap(([name, value]) => {
  const [term, text] = [document.createElement("dt"), document.createElement("dd")];
  term.textContent = name;
  text.textContent = String(value);
  return [term, text];
});

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
  const [item, before] = [shown[at], shown[at - 1]];
  const pair = item.step && before && (before.step || place.min === "1") ? before : null;
  place.value = at;
  place.setAttribute("aria-valuetext", item.name);
  part(".viewer-name").textContent = item.name;
  setPicture(part(".viewer-after"), item);
  setPicture(part(".viewer-before"), pair);
  wipe.disabled = !pair;
  if (!pair) wipe.value = 100;
  wiped();
  part(".viewer-facts").textContent = item.facts;
  part(".viewer-about").textContent = item.about;
  part(".viewer-params").replaceChildren(...listed(item.params));
  part("[data-do=previous]").disabled = at <= Number(place.min);
  part("[data-do=next]").disabled = at === shown.length - 1;
  part("[data-do=try]").hidden = !item.step || came.group === "lab-result";
};

const open = (button) => {
  const group = button.closest("[data-views]");
  const buttons = [...group.querySelectorAll("[data-view]")];
  const at = buttons.indexOf(button);
  shown = buttons.map(taken);
  came = { button, group: group.closest(".block[id]").id };
  // Of one step alone the picture before it is no step to go to.
  const single = shown.length === 2 && !shown[0].step;
  place.min = single ? 1 : 0;
  place.max = shown.length - 1;
  part(".viewer-steps").hidden = single;
  wipe.value = single && at === 0 ? 0 : 100;
  show(single ? 1 : at);
  document.documentElement.style.overflow = "hidden"; // the page behind stays where it is
  dialog.showModal();
  part("[data-zoom]").value = 1;
  zoomed();
};

const go = (by) => {
  const at = Number(place.value) + by;
  if (at >= Number(place.min) && at < shown.length) show(at);
};

const tryIt = () => {
  const item = shown[Number(place.value)];
  props.value = JSON.stringify({ step: item.step, params: JSON.parse(item.params), of_predict: came.group === "trace" });
  came = null; // the Lab opens: the focus goes there
  dialog.close();
  trigger("input");
};

const ACTS = { close: () => dialog.close(), previous: () => go(-1), next: () => go(1), try: tryIt };

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
