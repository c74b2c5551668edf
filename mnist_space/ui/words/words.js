// Says what the page shows in the visitor's language. It runs in the page's head, before any other
// script: LANGUAGES has the name of each language, and where its sentences are to be had.
//
// The page is written in English, and each sentence is looked up when it comes into the page, before
// it is painted: those that lie there from the start, that the server answers, and that scripts say.
(() => {
  const LANGUAGES = {}; // put in by words/__init__.py
  const KEPT = "mnist-space-language";
  const SAYING = ["aria-label", "aria-valuetext", "aria-roledescription", "title", "placeholder", "alt"];
  const NOT_OURS = "code, pre, script, style, textarea, .api-docs";
  // An option without a value has its text for one. What is not translated may still have a title.
  const AS_IT_IS = `${NOT_OURS}, [translate=no], option:not([value])`;
  const root = document.documentElement;
  let language = "en";
  let head = {};
  let sentences = new Map(), patterns = [], found = new Map();

  // What a placeholder stands for: {n}, {n2} ... are numbers, any other name is any text.
  const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = (english) => new RegExp(`^${english.split(/(\{[a-z]\w*\})/).map((part) => {
    if (!/^\{[a-z]\w*\}$/.test(part)) return escaped(part);
    const name = part.slice(1, -1);
    return `(?<${name}>${/^n\d*$/.test(name) ? "[<>≈~−+-]?\\d[\\d.,]*%?" : ".+?"})`;
  }).join("")}$`, "su");

  const learn = ({ "": about, ...said }) => {
    head = about;
    sentences = new Map(Object.entries(said));
    patterns = [];
    found = new Map();
    for (const [english, other] of sentences) {
      if (/\{[a-z]\w*\}/.test(english)) patterns.push([pattern(english), other, english.replace(/\{\w+\}/g, "").length]);
    }
    patterns.sort((one, other) => other[2] - one[2]); // the more is said, the surer it is meant
  };

  // Not versions, nor what has a point too many.
  const NUMBER = /(?<![\d.,])(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(?![\d.]*\.\d)(%?)/g;
  const figures = (text) => text.replace(NUMBER, (_, whole, part, percent) =>
    whole.replaceAll(",", head.thousands) + (part ? head.decimal + part.slice(1) : "") + (percent && head.percent));
  const UNITS = /^(?:\P{L}|(?<!\p{L})(?:ms|px|s|kB|MB|GB)(?!\p{L}))*$/u;

  const filled = (other, groups) => other.replace(/\{([a-z]\w*)\}/g, (_, name) =>
    /^n\d*$/.test(name) ? figures(groups[name]) : known(groups[name]) ?? groups[name]);
  const whole = (english) => {
    const other = sentences.get(english);
    if (other !== undefined) return other;
    if (UNITS.test(english)) return figures(english);
    for (const [regex, said] of patterns) {
      const match = english.match(regex);
      if (match) return filled(said, match.groups);
    }
    return undefined;
  };
  // Several sentences, or parts between semicolons, are looked up one by one where they are not one
  // entry; what is not known stays.
  const parted = (english, marks, glue, look) => {
    const parts = english.split(marks);
    if (parts.length < 2) return undefined;
    const all = parts.map(look);
    if (all.every((part) => part === undefined)) return undefined;
    return all.map((part, i) => part ?? parts[i]).reduce((text, part) =>
      text + (head.joined && /[^\x00-\x7f]$/.test(text) ? glue.trim() : glue) + part);
  };
  const known = (english) => whole(english)
    ?? parted(english, /(?<=[.!?]) (?=\S)/, " ", (part) => whole(part) ?? parted(part, /; /, "; ", whole))
    ?? parted(english, /; /, "; ", whole);
  const say = (text) => {
    if (language === "en" || !/\p{L}|\d/u.test(text)) return text;
    let said = found.get(text);
    if (said === undefined) {
      const [, before, english, after] = text.match(/^(\s*)(.*?)(\s*)$/su);
      const other = known(english.replace(/\s+/g, " "));
      said = other === undefined ? text : before + other + after;
      if (found.size > 5000) found.clear();
      found.set(text, said);
    }
    return said;
  };

  // What was there in English, and what stands there instead: English again, where they differ.
  const texts = new WeakMap(), attributes = new WeakMap(), mixed = new WeakMap();
  const english = (kept, now) => (kept && kept[1] === now ? kept[0] : now);

  const tellText = (node) => {
    const was = english(texts.get(node), node.data), now = say(was);
    texts.set(node, [was, now]);
    if (node.data !== now) node.data = now;
  };
  const tellAttributes = (element) => {
    for (const name of SAYING) {
      const value = element.getAttribute(name);
      if (!value) continue;
      const all = attributes.get(element) ?? {};
      const was = english(all[name], value), now = say(was);
      all[name] = [was, now];
      attributes.set(element, all);
      if (value !== now) element.setAttribute(name, now);
    }
  };
  // A sentence with elements in it, {1}, {2} ..., which may stand in another order elsewhere.
  const tellMixed = (element) => {
    const kept = mixed.get(element);
    if (kept) {
      mixed.delete(element);
      if (kept.now.length === element.childNodes.length && kept.now.every((node, i) => node === element.childNodes[i])) element.replaceChildren(...kept.was);
    }
    if (!element.firstElementChild || language === "en" || element.closest(AS_IT_IS)) return;
    const was = [...element.childNodes], inner = was.filter((node) => node.nodeType === 1);
    const key = was.map((node) => (node.nodeType === 1 ? `{${inner.indexOf(node) + 1}}` : node.nodeType === 3 ? node.data : "")).join("").replace(/\s+/g, " ").trim();
    if (!/\p{L}/u.test(key)) return;
    const said = whole(key);
    if (said === undefined || !said.includes("{1}")) return;
    const now = said.split(/\{(\d+)\}/).map((part, i) => (i % 2 ? inner[part - 1] : document.createTextNode(part)));
    for (const node of now) if (node.nodeType === 3) texts.set(node, [node.data, node.data]);
    mixed.set(element, { was, now });
    element.replaceChildren(...now);
  };
  // A box to choose from shows its choice as a value, which no observer sees.
  const tellBox = (input) => {
    if (Object.hasOwn(input, "value")) return (input.value = input.value);
    const native = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
    let kept = null;
    Object.defineProperty(input, "value", {
      configurable: true,
      get: () => english(kept, native.get.call(input)),
      set: (value) => { kept = [value, say(value)]; native.set.call(input, kept[1]); },
    });
    return (input.value = native.get.call(input));
  };

  const tell = (node) => {
    if (node.nodeType === 3) return node.parentElement.closest(AS_IT_IS) ? undefined : tellText(node);
    if (node.nodeType !== 1 || node.matches(NOT_OURS)) return undefined;
    if (node.matches("input[role=combobox]")) tellBox(node);
    tellAttributes(node);
    tellMixed(node);
    return [...node.childNodes].forEach(tell);
  };
  const tellFrom = (node) => {
    if (node.isConnected && !node.parentElement?.closest(NOT_OURS)) tell(node);
  };
  const observer = new MutationObserver((records) => {
    for (const { type, target, addedNodes } of records) {
      if (type === "attributes") {
        if (!target.closest(NOT_OURS)) tellAttributes(target);
        continue;
      }
      const parent = type === "childList" ? target : target.parentElement;
      if (parent?.isConnected) tellMixed(parent);
      if (type === "childList") addedNodes.forEach(tellFrom);
      else tellFrom(target);
    }
    observer.takeRecords(); // our own
  });

  const speak = async (code) => {
    const { address } = LANGUAGES[code];
    if (address) learn(await (await fetch(address)).json());
    language = code;
    root.lang = code;
    observer.disconnect();
    if (document.body) tell(document.body);
    if (code !== "en") observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: SAYING });
  };

  // Where a browser keeps nothing, its own language holds again the next time.
  const chosen = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  const choose = (code) => {
    try { localStorage.setItem(KEPT, code); } catch { /* not allowed */ }
    return speak(code);
  };
  const wanted = [chosen(), ...navigator.languages.map((each) => each.split("-")[0])];
  const first = wanted.find((code) => Object.hasOwn(LANGUAGES, code ?? "")) ?? "en";

  // Gradio's own words are in the files, too: it shall not say them in a language of its choice.
  Object.defineProperty(navigator, "language", { get: () => "en", configurable: true });
  new MutationObserver(() => { if (root.lang !== language) root.lang = language; }).observe(root, { attributeFilter: ["lang"] });
  window.words = { say, choose, get language() { return language; } };
  if (first === "en") return;
  root.style.visibility = "hidden"; // nothing is seen in English first
  speak(first).catch(() => {}).finally(() => { root.style.visibility = ""; });
})();
