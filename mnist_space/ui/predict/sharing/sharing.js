// The body of gr.HTML's js_on_load: `element`, `props`, `trigger` and `watch` come from Gradio.
const UNIT = 4;
const one = (selector) => element.querySelector(selector);
const panel = one(".share-text"), area = one("textarea"), which = one(".share-which"), status = one(".share-said");
let kept = {};

// Letters of a link: compressed JSON, as ui/packing.py reads it.
async function packed(strokes) {
  const whole = strokes.map(({ points, width, erase }) => {
    const at = points.map(([x, y]) => [Math.round(x * UNIT), Math.round(y * UNIT)]);
    const steps = at.map(([x, y], i) => i ? [x - at[i - 1][0], y - at[i - 1][1]] : [x, y]);
    return [width, erase ? 1 : 0, ...steps.flat()];
  });
  const stream = new Blob([JSON.stringify(whole)]).stream().pipeThrough(new CompressionStream("deflate"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

async function ask(kind) {
  const request = { ask: kind };
  const drawn = document.querySelector("#sketchpad .pad").drawn?.() ?? [];
  if (kind === "link" && drawn.length) request.strokes = await packed(drawn);
  props.value = JSON.stringify(request);
  trigger("input");
}

const here = () => location.origin + location.pathname;
const filled = (text) => text.replaceAll("http://127.0.0.1:7860", here().replace(/\/$/, ""));

async function copy(said) {
  try {
    await navigator.clipboard.writeText(area.value);
    status.textContent = said;
  } catch { // not allowed here
    area.focus();
    area.select();
    status.textContent = "Press Ctrl+C to copy it.";
  }
}

function download() {
  const address = kept.data ?? URL.createObjectURL(new Blob([area.value], { type: "text/plain" }));
  Object.assign(document.createElement("a"), { href: address, download: kept.name }).click();
  if (!kept.data) URL.revokeObjectURL(address);
  status.textContent = `${kept.name} is downloaded.`;
}

function showText(text) {
  area.value = text;
  area.rows = Math.min(10, text.split("\n").length + 1);
}

function show(answer) {
  kept = answer;
  status.textContent = answer.said ?? "";
  const texts = answer.texts ?? (answer.text ? { "": answer.text } : {});
  panel.hidden = !Object.keys(texts).length;
  which.hidden = !answer.texts;
  one("select").replaceChildren(...Object.keys(texts).map((name) => new Option(name)));
  one(".share-history").hidden = true;
  one("[data-download]").hidden = !answer.name;
  one("[data-download]").textContent = `Download ${answer.name}`;
  if (answer.kind === "picture") return download();
  if (panel.hidden) return undefined;
  showText(answer.kind === "link" ? here() + answer.text : filled(Object.values(texts)[0]));
  return answer.kind === "link" ? copy("Copied. The link shows this answer, wherever it is opened.") : undefined;
}

for (const button of element.querySelectorAll("[data-ask]")) button.addEventListener("click", () => ask(button.dataset.ask));
one("select").addEventListener("change", (event) => showText(filled(kept.texts[event.target.value])));
one("[data-copy]").addEventListener("click", () => copy("Copied."));
one("[data-download]").addEventListener("click", download);
one("[data-history]").addEventListener("click", () => {
  panel.hidden = true;
  status.textContent = "Kept in this browser tab alone.";
  one(".share-history").hidden = false;
});

// What is shown is of the answer that was there then.
when("answer", (answer) => new MutationObserver(() => {
  panel.hidden = true;
  if (one(".share-history").hidden) status.textContent = "";
}).observe(answer, CONTENT));

watch("value", () => {
  if (props.value?.startsWith?.('{"kept"')) show(JSON.parse(props.value).kept);
});

// `#pipeline=` is the Lab's.
function open() {
  if (!/^#(tab|example|drawing|model|mode)=/.test(location.hash)) return;
  props.value = JSON.stringify({ open: location.hash.slice(1, 20_002) });
  trigger("select");
}
window.addEventListener("hashchange", open);
setTimeout(open);
