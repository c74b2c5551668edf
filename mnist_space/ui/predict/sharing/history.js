// What was read in this visit: small pictures and their answers, in this browser's tab alone.
const MOST = 24, SMALL = 96, SETTLED_MS = 1200, KEY = "mnist-space-visit";
const list = element.querySelector(".share-history ol");
let visit = [];
try { visit = JSON.parse(sessionStorage.getItem(KEY)) ?? []; } catch { /* it is not to be had */ }

function store() {
  try { sessionStorage.setItem(KEY, JSON.stringify(visit)); } catch { /* full, or not allowed */ }
}

// The answer that is shown, in words, or "" where there is none.
function answered() {
  const answer = document.getElementById("answer");
  const number = answer.querySelector(".number-text");
  if (number) return number.innerText.trim();
  return answer.querySelector(".answer-digit")?.textContent ?? "";
}

function small() {
  const shown = document.querySelector("#upload .image-frame img");
  const source = shown ?? document.querySelector("#sketchpad canvas");
  const [width, height] = shown ? [shown.naturalWidth, shown.naturalHeight] : [source.width, source.height];
  const scale = SMALL / Math.max(width, height, 1);
  const made = Object.assign(document.createElement("canvas"), { width: Math.ceil(width * scale), height: Math.ceil(height * scale) });
  const context = made.getContext("2d");
  context.fillStyle = "#ffffff"; // a JPEG has no transparency
  context.fillRect(0, 0, made.width, made.height);
  context.drawImage(source, 0, 0, made.width, made.height);
  return made.toDataURL("image/jpeg", 0.7);
}

function list_visit() {
  list.replaceChildren(...visit.map(({ picture, text }) => {
    const [item, image, words] = ["li", "img", "span"].map((name) => document.createElement(name));
    Object.assign(image, { src: picture, alt: "" });
    words.textContent = text;
    item.append(image, words);
    return item;
  }));
}

let settling = 0;
function remember() {
  const text = answered();
  if (!text) return;
  let picture;
  try { picture = small(); } catch { return; } // a picture that the browser cannot show
  if (visit[0]?.picture === picture && visit[0].text === text) return;
  visit = [{ picture, text }, ...visit].slice(0, MOST);
  store();
  list_visit();
}

// Not every part of the page is there yet, when this one is.
function when(id, then) {
  const found = document.getElementById(id);
  if (found) then(found);
  else requestAnimationFrame(() => when(id, then));
}
const CONTENT = { subtree: true, childList: true, characterData: true };
when("answer", (answer) => new MutationObserver(() => {
  element.querySelector(".share").classList.toggle("share-none", !answered());
  clearTimeout(settling);
  settling = setTimeout(remember, SETTLED_MS);
}).observe(answer, CONTENT));

element.querySelector("[data-clear]").addEventListener("click", () => { visit = []; store(); list_visit(); });
list_visit();
