// Opens what the address of the page holds, a lesson or a pipeline, and links to lessons.
const LESSON = "#lesson=";
const PIPELINE = "#pipeline=";
const LONGEST = 16100;
let seen = "";

const lesson = (text) => {
  props.value = text;
  trigger("input");
  document.dispatchEvent(new Event("lab-lesson"));
};

const linked = () => {
  seen = location.hash;
  const after = (mark) => seen.slice(mark.length, mark.length + LONGEST);
  if (seen.startsWith(LESSON)) lesson(after(LESSON));
  if (!seen.startsWith(PIPELINE)) return;
  if (document.querySelector("#lab-lesson .lab-failures")) lesson(""); // what was said is not of this link
  document.dispatchEvent(new CustomEvent("lab-pipeline", { detail: after(PIPELINE) }));
};

document.addEventListener("click", (event) => {
  const again = event.target.closest?.(`a[href^="${LESSON}"]`);
  if (again && again.hash === location.hash) linked(); // else the address changes
  if (event.target.closest?.("#lab-lesson [data-lesson=end]")) {
    history.replaceState(null, "", location.pathname + location.search);
    lesson("");
  }
});
// On another tab it waits until the Lab is opened and drawn: nothing older is drawn over it.
window.addEventListener("hashchange", () => { if (element.closest("[role=tabpanel]")?.offsetParent) linked(); });
document.addEventListener("lab-drawn", () => { if (location.hash !== seen) linked(); });
