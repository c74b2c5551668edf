// Keeps the pipeline that is edited, with its earlier states for undo; the server checks and shows
// it. What a slider does is sent at most six times a second; the latest counts.
const box = () => document.getElementById("lab-editor");
const past = [];
let timer = null;

const kept = () => JSON.parse(box().querySelector("[data-chain]").dataset.model);

// What was measured is no more of the pipeline that is shown.
const outdated = () => document.querySelector("#lab-measured [data-measured]")?.setAttribute("data-old", "");

const send = (request) => {
  outdated();
  clearTimeout(timer);
  timer = null;
  props.value = JSON.stringify(request);
  trigger("input");
};

const remember = (model) => {
  past.push(JSON.stringify(model));
  if (past.length > 50) past.shift();
};
let tuning = null; // the control that is being dragged: one state for the whole drag

const edit = (change) => {
  const model = kept();
  remember(model);
  change(model);
  model.open = [...box().querySelectorAll("details[open][data-fold]")].map((fold) => fold.dataset.fold);
  send({ model, drawn: false });
};

// A step is added by its name, another reading whole.
const added = (part, value) => part === "second_look" ? JSON.parse(value) : { step: value, params: {} };

const place = (control) => {
  const row = control.closest("[data-place]");
  return [row.dataset.part, Number(row.dataset.place)];
};

const ACTS = {
  up: (list, i) => { if (i) list.splice(i - 1, 0, ...list.splice(i, 1)); },
  down: (list, i) => { list.splice(i + 1, 0, ...list.splice(i, 1)); },
  remove: (list, i) => { list.splice(i, 1); },
};

const tuned = (control) => {
  const [part, i] = place(control);
  const model = kept();
  if (tuning !== control) remember(model);
  tuning = control;
  const item = model[part][i];
  const call = control.dataset.of ? item[control.dataset.of][control.dataset.call] : item;
  call.params[control.dataset.tune] = valueOf(control);
  box().querySelector("[data-chain]").dataset.model = JSON.stringify(model);
  showValue(control);
  timer ??= setTimeout(() => send({ model: kept(), drawn: true }), 160);
};

document.addEventListener("click", (event) => {
  const control = event.target.closest?.("#lab-editor [data-act], #lab-editor [data-do], #lab-lesson [data-do]");
  if (!control) return;
  if (control.dataset.do === "all") return edit((model) => { model.hidden = []; model.shown = []; });
  if (control.dataset.do === "reset") return edit((model) => Object.assign(model, { reset: true }));
  if (control.dataset.do === "undo") {
    if (past.length) send({ model: JSON.parse(past.pop()), drawn: false });
    return;
  }
  const [part, i] = place(control);
  edit((model) => ACTS[control.dataset.act](model[part], i));
});

document.addEventListener("input", (event) => {
  if (event.target.closest?.("#lab-editor") && event.target.matches("[data-tune]")) tuned(event.target);
});

document.addEventListener("change", (event) => {
  const control = event.target;
  if (!control.closest?.("#lab-editor")) return;
  if (control.matches("[data-tune]")) {
    tuning = null;
  } else if (control.matches("[data-on]")) {
    const [part, i] = place(control);
    edit((model) => { model[part][i].off = !control.checked; });
  } else if (control.matches("[data-add]") && control.value) {
    const part = control.dataset.add;
    const one = added(part, control.value);
    control.value = "";
    edit((model) => model[part].push(one));
  } else if (control.matches("[data-load]") && control.files.length) {
    control.files[0].slice(0, 64001).text().then((text) => {
      remember(kept());
      send({ text, drawn: false });
    });
  }
});

document.addEventListener("lab-pipeline", (event) => send({ link: event.detail, drawn: false }));
document.addEventListener("lab-lesson", () => { past.length = 0; }); // its start is not undone
