// The body of gr.HTML's js_on_load: `element`, `props`, `trigger` and `watch` come from Gradio.
// Strokes are kept as points on a 280 x 280 sheet. The sheet is drawn twice: on the visible canvas at
// the screen's own resolution, and on a hidden 280 x 280 one that is sent. So neither the screen's
// density nor the page's theme changes what the server sees.
const SIDE = 280, INK = "#111111", PAPER = "#ffffff", PAUSE_MS = 200, FIRST_MS = 50;
const KEY_STEP = 10;
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const canvas = element.querySelector("canvas");
const hint = element.querySelector(".pad-hint");
const cursor = element.querySelector(".pad-cursor");
const width = element.querySelector("input[type=range]");
const button = (act) => element.querySelector(`button[data-act=${act}]`);
const sheet = Object.assign(document.createElement("canvas"), { width: SIDE, height: SIDE });

let strokes = [];       // {points: [[x, y]], width, erase}, or {clear: true}
let current = null;     // the stroke under the pointer, or the keyboard's
let pointer = null;     // its pointer id: a second finger does not draw
let erasing = false;
let pen = null;         // where the keyboard's pen is, from the first arrow key on
let frame = 0, timer = 0, sentAt = 0;

// What is on the sheet: everything after the last clear. A clear is an entry, so it can be undone.
function visible() {
  return strokes.slice(strokes.findLastIndex((stroke) => stroke.clear) + 1);
}

function drawStroke(context, { points, width, erase }) {
  context.strokeStyle = erase ? PAPER : INK;
  context.lineWidth = width;
  context.lineCap = context.lineJoin = "round";
  context.beginPath();
  context.moveTo(...points[0]);
  for (let i = 1; i < points.length - 1; i++) {
    const [x, y] = points[i], [nextX, nextY] = points[i + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...points[points.length - 1]);
  context.stroke();
}

function paint(target) {
  const context = target.getContext("2d");
  const scale = target.width / SIDE;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.fillStyle = PAPER;
  context.fillRect(0, 0, SIDE, SIDE);
  for (const stroke of visible()) drawStroke(context, stroke);
}

function show() {
  const count = visible().length;
  hint.hidden = count > 0;
  button("undo").disabled = strokes.length === 0;
  button("clear").disabled = count === 0;
  const words = count === 0 ? "empty" : count === 1 ? "1 stroke" : `${count} strokes`;
  canvas.setAttribute("aria-label", `Drawing area, ${words}${keyboardDraws() ? ", pen down" : ""}`);
  cursor.hidden = !pen;
  cursor.classList.toggle("pad-cursor-down", keyboardDraws());
  if (pen) [cursor.style.left, cursor.style.top] = pen.map((at) => `${100 * at / SIDE}%`);
  if (!frame) frame = requestAnimationFrame(() => { frame = 0; paint(canvas); });
}

function send() {
  timer = 0;
  sentAt = performance.now();
  paint(sheet);
  props.value = visible().length ? sheet.toDataURL("image/png") : "";
  trigger("input");
}

function changed() {
  show();
  if (!timer) timer = setTimeout(send, Math.max(FIRST_MS, sentAt + PAUSE_MS - performance.now()));
}

function place(event) {
  const box = canvas.getBoundingClientRect();
  const scale = SIDE / box.width;
  // In quarters of a pixel, as a link keeps them: it shows the very same drawing.
  return [event.clientX - box.left, event.clientY - box.top].map((at) => Math.round(4 * at * scale) / 4);
}

function begin(point) {
  current = { points: [point], width: Number(width.value), erase: erasing };
  strokes.push(current);
  trigger("select");
  changed();
}

function start(event) {
  if (pointer !== null || event.button !== 0) return;
  pointer = event.pointerId;
  canvas.setPointerCapture(pointer);
  pen = null;
  begin(place(event));
}

function move(event) {
  if (event.pointerId !== pointer) return;
  const between = event.getCoalescedEvents?.() ?? [];
  for (const step of between.length ? between : [event]) current.points.push(place(step));
  changed();
}

// The stroke is whole: its answer does not wait for the pause to pass.
function end(event) {
  if (event.pointerId !== pointer) return;
  pointer = current = null;
  if (!timer) return;
  clearTimeout(timer);
  send();
}

function keyboardDraws() {
  return current !== null && pointer === null;
}

// The keyboard's pen: it appears in the middle, an arrow moves it, and it draws while it is down.
function movePen([x, y]) {
  const inside = (at) => Math.max(0, Math.min(SIDE, at));
  pen = pen ? [inside(pen[0] + KEY_STEP * x), inside(pen[1] + KEY_STEP * y)] : [SIDE / 2, SIDE / 2];
  if (!keyboardDraws()) return show();
  current.points.push(pen);
  changed();
}

function pressPen() {
  if (!pen) return movePen([0, 0]);
  if (!keyboardDraws()) return begin(pen);
  current = null;
  show();
}

function putAway() {
  if (keyboardDraws()) current = null;
  pen = null;
  show();
}

function choose(erase) {
  erasing = erase;
  button("pen").setAttribute("aria-pressed", String(!erase));
  button("eraser").setAttribute("aria-pressed", String(erase));
}

const actions = {
  pen: () => choose(false),
  eraser: () => choose(true),
  undo: () => { if (strokes.pop()) changed(); },
  clear: () => {
    choose(false);
    if (visible().length) { strokes.push({ clear: true }); changed(); }
  },
};

// A button that is disabled by its own press would drop the focus to the page's top.
function act(name) {
  if (keyboardDraws()) current = null;
  actions[name]();
  if (element.contains(document.activeElement) && document.activeElement.disabled) canvas.focus();
}

function drawByKey(event) {
  const arrow = ARROWS[event.key];
  const press = event.key === " " || event.key === "Enter";
  if (pointer !== null || event.ctrlKey || event.metaKey || event.altKey || !(arrow || press)) return;
  event.preventDefault();
  if (arrow) movePen(arrow);
  else if (!event.repeat) pressPen();
}

function key(event) {
  const command = event.ctrlKey || event.metaKey;
  const name = command ? { z: "undo" }[event.key.toLowerCase()]
    : { delete: "clear", e: erasing ? "pen" : "eraser" }[event.key.toLowerCase()];
  if (!name || pointer !== null) return;
  event.preventDefault();
  act(name);
}

function fit() {
  const side = Math.round(canvas.clientWidth * Math.min(3, window.devicePixelRatio || 1));
  // A canvas is 300 x 150 from the start.
  if (side > 0 && (side !== canvas.width || side !== canvas.height)) {
    canvas.width = canvas.height = side;
    paint(canvas);
  }
}

canvas.addEventListener("pointerdown", start);
canvas.addEventListener("pointermove", move);
canvas.addEventListener("pointerup", end);
canvas.addEventListener("pointercancel", end);
canvas.addEventListener("keydown", drawByKey);
canvas.addEventListener("blur", putAway);
canvas.addEventListener("contextmenu", (event) => event.preventDefault());
element.querySelector(".pad").addEventListener("keydown", key);
for (const name of Object.keys(actions)) button(name).addEventListener("click", () => act(name));
new ResizeObserver(fit).observe(canvas);
// The server empties the pad (its None arrives as "") when another picture takes its place.
watch("value", () => {
  if (props.value?.startsWith?.('{"strokes"')) { // from a link, checked by the server
    strokes = JSON.parse(props.value).strokes;
    pointer = current = pen = null;
    return changed();
  }
  if (props.value) return;
  clearTimeout(timer);
  timer = 0;
  strokes = [];
  pointer = current = null;
  show();
});
fit();
show();
element.querySelector(".pad").drawn = visible;
element.querySelector(".pad").dataset.ready = "";
