// Asks for the reasons of the answer that is shown, while somebody sees the section: when it is
// opened or scrolled to, and after each new answer. Nothing is asked while it is closed.
const status = element.querySelector(".status");
const box = () => document.getElementById("why");
let seen = false;
let stale = true;
let timer = null;
let tallest = 0;
let width = 0;

const ask = () => {
  timer = null;
  if (!seen || !stale) return;
  stale = false;
  props.value = document.querySelector("#answer .number") ? "number" : "digit";
  busy(true);
  trigger("input");
};
const soon = () => { timer ??= setTimeout(ask, 30); };

// It takes a tenth of a second; what takes longer is said.
let late = null;
const busy = (on) => {
  clearTimeout(late);
  const say = (text) => { status.textContent = text; status.classList.toggle("status-busy", text !== ""); };
  if (on) late = setTimeout(() => say("Looking for reasons ..."), 500);
  else say("");
};

// What lies below stays where it is while somebody draws: the section grows, but never shrinks.
const hold = () => {
  const result = box();
  if (result.clientWidth !== width) tallest = 0;
  width = result.clientWidth;
  result.style.minHeight = "";
  tallest = Math.max(tallest, result.offsetHeight);
  result.style.minHeight = `${tallest}px`;
};

const onChange = (node, changed) => new MutationObserver(changed).observe(
  node, { childList: true, subtree: true, characterData: true },
);
const changed = () => { stale = true; soon(); };
onChange(document.getElementById("answer"), changed);
onChange(document.getElementById("trace"), changed);
// The result is mounted after this: what is watched is the panel.
onChange(element.closest("#predict-why"), (all) => {
  if (!all.some(({ target }) => target.closest?.("#why"))) return;
  busy(false);
  hold();
});

new IntersectionObserver((entries) => {
  seen = entries.at(-1).isIntersecting;
  soon();
}).observe(element.closest("#predict-why"));
