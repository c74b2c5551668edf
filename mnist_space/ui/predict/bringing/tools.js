// Turning and cropping: the server does both, so that a HEIC or a TIFF can be turned, too.
// A crop is [left, top, width, height] in fractions of the picture.
const frame = element.querySelector(".crop");
const KEY = 0.02, LEAST = 0.04;
let crop = null, from = null;

function ask(request) {
  props.value = JSON.stringify(request);
  trigger("input");
}

// Where the picture lies in its box, which it fits without filling it.
function shown() {
  const image = picture(), outer = image.getBoundingClientRect();
  const scale = Math.min(outer.width / image.naturalWidth, outer.height / image.naturalHeight);
  const [width, height] = [image.naturalWidth * scale, image.naturalHeight * scale];
  return { left: outer.left + (outer.width - width) / 2, top: outer.top + (outer.height - height) / 2, width, height };
}

function lay() {
  if (!crop) return;
  const at = shown(), base = frame.offsetParent.getBoundingClientRect();
  const [left, top, width, height] = crop;
  Object.assign(frame.style, {
    left: `${at.left - base.left + left * at.width}px`, top: `${at.top - base.top + top * at.height}px`,
    width: `${width * at.width}px`, height: `${height * at.height}px`,
  });
}

function cropping(on) {
  crop = on ? [0.1, 0.1, 0.8, 0.8] : null;
  from = null;
  frame.hidden = !on;
  const under = box().querySelector(".image-frame");
  if (under) under.style.touchAction = on ? "none" : ""; // a finger draws the frame
  press("crop").textContent = on ? "Done" : "Crop";
  press("cancel").hidden = !on;
  press("left").hidden = press("right").hidden = on;
  say(on ? "Frame the digit." : "");
  if (on) { lay(); frame.focus(); }
}

const within = (value, low, high) => Math.max(low, Math.min(high, value));

function point(event) {
  const at = shown();
  return [within((event.clientX - at.left) / at.width, 0, 1), within((event.clientY - at.top) / at.height, 0, 1)];
}

document.addEventListener("pointerdown", (event) => {
  if (!crop || event.button !== 0 || !event.target.closest?.(".crop, #upload .image-frame")) return;
  event.preventDefault();
  from = point(event);
});
document.addEventListener("pointermove", (event) => {
  if (!crop || !from) return;
  const to = point(event);
  const [left, top] = [0, 1].map((i) => Math.min(from[i], to[i], 1 - LEAST));
  crop = [left, top, ...[0, 1].map((i) => within(Math.abs(from[i] - to[i]), LEAST, 1 - [left, top][i]))];
  lay();
});
document.addEventListener("pointerup", () => { from = null; });
window.addEventListener("resize", lay);

function done() {
  const wanted = crop;
  cropping(false);
  ask({ crop: wanted });
  reveal();
}

const ARROWS = { ArrowLeft: [-KEY, 0], ArrowRight: [KEY, 0], ArrowUp: [0, -KEY], ArrowDown: [0, KEY] };
frame.addEventListener("keydown", (event) => {
  const arrow = ARROWS[event.key];
  if (event.key === "Enter") done();
  else if (event.key === "Escape") cropping(false);
  else if (!arrow) return;
  else if (event.shiftKey) {
    crop = [crop[0], crop[1], ...[0, 1].map((i) => within(crop[i + 2] + arrow[i], LEAST, 1 - crop[i]))];
  } else {
    crop = [...[0, 1].map((i) => within(crop[i] + arrow[i], 0, 1 - crop[i + 2])), crop[2], crop[3]];
  }
  event.preventDefault();
  if (event.key === "Enter" || event.key === "Escape") press("crop").focus();
  lay();
});

press("left").addEventListener("click", () => ask({ turn: 90 }));
press("right").addEventListener("click", () => ask({ turn: 270 }));
press("crop").addEventListener("click", () => (crop ? done() : cropping(true)));
press("cancel").addEventListener("click", () => { cropping(false); press("crop").focus(); });

let last = null;
function follow() {
  const source = picture()?.src ?? null;
  if (source === last) return;
  last = source;
  cropping(false);
  element.querySelector(".bring-tools").classList.toggle("bring-none", !source);
}
// Not every part of the page is there yet, when this one is.
function when(id, then) {
  const found = document.getElementById(id);
  if (found) then(found);
  else requestAnimationFrame(() => when(id, then));
}
when("upload", (upload) => {
  new MutationObserver(follow).observe(upload, { subtree: true, childList: true, attributes: true, attributeFilter: ["src"] });
  follow();
});
