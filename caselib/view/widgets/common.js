// What all widgets share. Every file of a widget is put behind this one into a single ES module; nothing is imported from anywhere.
// Text of documents reaches the page as text nodes and attribute values only, never as markup.

const ROLES = ["cause", "action", "outcome"];
const STATUSES = ["done", "advised", "demanded"];
const SVG = "http://www.w3.org/2000/svg";

// --- elements ---------------------------------------------------------------------------------------------------------------

/** An element with attributes and children; strings become text. `on`: listeners, `style`: CSS properties, `data`: data attributes. */
function el(tag, attrs = {}, ...children) {
  return fill(document.createElement(tag), attrs, children);
}

/** The same in SVG. */
function svg(tag, attrs = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attrs, children);
}

function fill(made, attrs, children) {
  for (const [name, value] of Object.entries(attrs)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    else if (name === "style") for (const [property, told] of Object.entries(value)) made.style.setProperty(property, told);
    else if (name === "data") Object.assign(made.dataset, value);
    else if (name === "value" || name === "checked" || name === "disabled" || name === "open" || name === "selected") made[name] = value;
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** A button; `pressed` makes it one that stays down. */
function button(label, onclick, attrs = {}) {
  const { pressed, ...rest } = attrs;
  const state = pressed === undefined ? {} : { "aria-pressed": String(pressed) };
  return el("button", { type: "button", class: "cl-button", on: { click: onclick }, ...state, ...rest }, label);
}

/** A select element of [value, label] pairs. */
function choice(label, options, value, onchange) {
  const made = el("select", { "aria-label": label, title: label, on: { change: () => onchange(made.value) } });
  made.append(...options.map(([each, said]) => el("option", { value: each }, said)));
  made.value = value;
  return made;
}

// --- text: the kernel counts code points, JavaScript counts UTF-16 units ------------------------------------------------------

/** Positions of `text` both ways: `units(point)` for slice(), `points(unit)` for the kernel; a unit inside a pair belongs to its character. */
function positions(text) {
  const wide = [];
  for (let unit = 0, point = 0; unit < text.length; point += 1) {
    const size = text.codePointAt(unit) > 0xffff ? 2 : 1;
    if (size === 2) wide.push(point);
    unit += size;
  }
  const length = text.length - wide.length;
  const before = (limit, at) => {
    let low = 0, high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (at(middle) < limit) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const units = (point) => point + before(point, (i) => wide[i]);
  const points = (unit) => unit - before(unit, (i) => wide[i] + i);
  return { length, units, points: (unit) => { const point = points(unit); return wide.length && units(point) > unit ? point - 1 : point; },
    slice: (start, end) => text.slice(units(start), units(end)) };
}

/** The selection inside `root` as a Range, also where the widget lives in a shadow tree (marimo), else null. */
function selectionIn(root) {
  const home = root.getRootNode();
  const found = home.getSelection ? home.getSelection() : document.getSelection();
  if (!found) return null;
  if (home instanceof ShadowRoot && found.getComposedRanges) {
    const [range] = found.getComposedRanges({ shadowRoots: [home] });
    if (!range || !root.contains(range.startContainer) || !root.contains(range.endContainer)) return null;
    const made = document.createRange();
    made.setStart(range.startContainer, range.startOffset);
    made.setEnd(range.endContainer, range.endOffset);
    return made.collapsed ? null : made;
  }
  if (!found.rangeCount) return null;
  const range = found.getRangeAt(0);
  return !range.collapsed && root.contains(range.startContainer) && root.contains(range.endContainer) ? range : null;
}

// --- words ------------------------------------------------------------------------------------------------------------------

/** Speaks the labels of the project: say("status.done"), say("caseview.found", { n: 3 }), say.code("delay"). */
function speaker(model) {
  const lang = () => model.get("lang") || "zh";
  const say = (key, blanks = {}) => {
    const text = (model.get("words")[lang()] || {})[key];
    return text === undefined ? key : text.replace(/\{(\w+)\}/g, (whole, name) => (name in blanks ? String(blanks[name]) : whole));
  };
  say.lang = lang;
  say.code = (code) => ((model.get("codes")[code] || {})[lang()] || code);
  say.about = (code) => ((model.get("codes")[code] || {})[`about_${lang()}`] || "");
  say.role = (code) => (model.get("codes")[code] || {}).role || "";
  say.maybe = (key, fallback = "") => { const text = (model.get("words")[lang()] || {})[key]; return text === undefined ? fallback : text; };
  return say;
}

// --- life: what was attached is taken off again -------------------------------------------------------------------------------

/** Collects listeners; `end()` removes them all. `on` takes elements, documents, media queries and models alike. */
function lifetime() {
  const undo = [];
  return {
    on(target, events, listener, options) {
      for (const event of events.split(" ")) {
        if (target.addEventListener) {
          target.addEventListener(event, listener, options);
          undo.push(() => target.removeEventListener(event, listener, options));
        } else {
          target.on(event, listener);
          undo.push(() => target.off(event, listener));
        }
      }
    },
    add(clean) { undo.push(clean); },
    end() { while (undo.length) undo.pop()(); },
  };
}

/** `run` once, `wait` milliseconds after the last call; `.now()` runs what waits at once. */
function later(run, wait) {
  let timer = 0, told = [];
  const fire = () => { timer = 0; run(...told); };
  const made = (...values) => { told = values; clearTimeout(timer); timer = setTimeout(fire, wait); };
  made.now = () => { if (timer) { clearTimeout(timer); fire(); } };
  made.cancel = () => { clearTimeout(timer); timer = 0; };
  return made;
}

/** `run` once before the next picture, however often it is called. */
function framed(run) {
  let waiting = 0;
  return () => { waiting = waiting || requestAnimationFrame(() => { waiting = 0; run(); }); };
}

const SAVING = new WeakMap();

/** Set a value of the model and send it soon: many quick changes are one message. */
function push(model, name, value, wait = 120) {
  model.set(name, value);
  if (!SAVING.has(model)) SAVING.set(model, later(() => model.save_changes(), wait));
  SAVING.get(model)();
}

/** Send what `push` still holds back, then ask the kernel (or the stand-alone page) for something. */
function ask(model, request) {
  if (SAVING.has(model)) SAVING.get(model).now();
  model.send(request);
}

// --- the frame of a widget ----------------------------------------------------------------------------------------------------

const FRAMES = { count: 0 };

/** The widget's root: names itself, follows light and dark, keeps its keys to itself, speaks to screen readers. */
function frame(host, model, { name, label, life }) {
  const live = el("div", { class: "cl-live", role: "status", "aria-live": "polite" });
  const trouble = el("div", { class: "cl-error", role: "alert", hidden: true });
  const root = el("section", { class: `cl-view cl-${name}`, role: "region", "aria-label": label, "data-lm-suppress-shortcuts": "true" }, trouble, live);
  root.dataset.n = String(FRAMES.count += 1); // ids inside one page
  host.append(root);
  quietKeys(root, life);
  follow(root, life);
  const showTrouble = () => { const told = model.get("error") || ""; trouble.textContent = told; trouble.hidden = !told; };
  life.on(model, "change:error", showTrouble);
  showTrouble();
  const clear = later(() => { live.textContent = ""; }, 4000);
  life.add(clear.cancel);
  root.announce = (text) => { live.textContent = text; clear(); };
  return root;
}

/** Keys pressed inside the widget stay there: the cell below must neither run nor turn into Markdown. */
function quietKeys(root, life) {
  for (const event of ["keydown", "keypress", "keyup"]) life.on(root, event, (pressed) => pressed.stopPropagation());
}

/** `cl-dark` where the page behind the widget is dark, whoever made it so (JupyterLab, Voilà, marimo, the system). */
function follow(root, life) {
  const update = () => root.classList.toggle("cl-dark", isDark(root));
  const watch = new MutationObserver(update);
  for (const target of [document.documentElement, document.body]) watch.observe(target, { attributes: true, attributeFilter: ["class", "style", "data-theme", "data-jp-theme-light", "data-jp-theme-name"] });
  life.add(() => watch.disconnect());
  life.on(window.matchMedia("(prefers-color-scheme: dark)"), "change", update);
  update();
  requestAnimationFrame(update);
}

function isDark(root) {
  const told = document.body.dataset.jpThemeLight;
  if (told) return told === "false";
  for (let at = outer(root); at; at = outer(at)) {
    const [red, green, blue, alpha] = pixel(getComputedStyle(at).backgroundColor);
    if (alpha > 127) return 0.299 * red + 0.587 * green + 0.114 * blue < 128;
  }
  return window.matchMedia("(prefers-color-scheme: dark)").matches;
}

const outer = (element) => element.parentElement || element.getRootNode().host || null;
const PIXELS = new Map();

/** A CSS colour, in whatever notation, as [red, green, blue, alpha] from 0 to 255. */
function pixel(colour) {
  if (!PIXELS.has(colour)) {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    PIXELS.set(colour, [...canvas.getImageData(0, 0, 1, 1).data]);
  }
  return PIXELS.get(colour);
}

// --- keys -------------------------------------------------------------------------------------------------------------------

const TYPING = "input:not([type=checkbox]):not([type=radio]):not([type=range]):not([type=button]), textarea, select, [contenteditable=true]";

/** The name of a pressed key: "j", "Shift+Tab", "Ctrl+z" (Ctrl stands for Command too). Empty while a Chinese input method composes. */
function keyName(event) {
  if (event.isComposing || event.keyCode === 229) return "";
  const held = [event.ctrlKey || event.metaKey ? "Ctrl" : "", event.altKey ? "Alt" : "", event.shiftKey && event.key.length > 1 ? "Shift" : ""];
  return [...held.filter(Boolean), event.key.length === 1 && (event.ctrlKey || event.metaKey) ? event.key.toLowerCase() : event.key].join("+");
}

/** Keys of a region: { "n": next, "Ctrl+z": undo }. Letters typed into a field are the field's; a handler that returns false lets the key pass. */
function keymap(root, bindings, life) {
  life.on(root, "keydown", (event) => {
    const name = keyName(event);
    const run = Object.hasOwn(bindings, name) ? bindings[name] : null;
    if (!run || event.defaultPrevented) return;
    if (event.target.closest(TYPING) && !name.startsWith("Ctrl+") && name !== "Escape") return;
    if (run(event) !== false) event.preventDefault();
  });
}

/** One stop of the Tab key for a group; arrows, Home and End move inside it. Call the result when the members changed. */
function rove(group, selector, life, axis = "both") {
  const members = () => [...group.querySelectorAll(selector)].filter((each) => !each.disabled && !each.hidden);
  const stop = (chosen) => { for (const each of members()) each.tabIndex = each === chosen ? 0 : -1; };
  const refresh = () => { const all = members(); if (all.length && all.filter((each) => each.tabIndex === 0).length !== 1) stop(all[0]); };
  life.on(group, "focusin", (event) => { const found = event.target.closest(selector); if (found && group.contains(found)) stop(found); });
  life.on(group, "keydown", (event) => {
    const all = members(), at = all.indexOf(event.target.closest(selector)), key = keyName(event);
    if (at < 0) return;
    const on = [...(axis !== "vertical" ? ["ArrowRight"] : []), ...(axis !== "horizontal" ? ["ArrowDown"] : [])];
    const back = [...(axis !== "vertical" ? ["ArrowLeft"] : []), ...(axis !== "horizontal" ? ["ArrowUp"] : [])];
    const to = on.includes(key) ? at + 1 : back.includes(key) ? at - 1 : key === "Home" ? 0 : key === "End" ? all.length - 1 : -1;
    if (to < 0 || to >= all.length) return;
    event.preventDefault();
    all[to].focus();
  });
  refresh();
  return refresh;
}

// --- long lists ---------------------------------------------------------------------------------------------------------------

/** A list of rows of equal height of which only the visible ones exist. `row(index)` makes one, `refresh(count)` draws anew; `above`: pixels of a sticky head. */
function virtualList(host, { height, row, life, overscan = 8, above = () => 0 }) {
  const space = el("div", { class: "cl-space" });
  const layer = el("div", { class: "cl-rows", role: "presentation" });
  space.append(layer);
  host.append(space);
  host.classList.add("cl-scroll");
  let count = 0, shown = [0, 0];
  const draw = (force = false) => {
    const first = Math.max(0, Math.floor(host.scrollTop / height) - overscan);
    const last = Math.min(count, Math.ceil((host.scrollTop + (host.clientHeight || 400)) / height) + overscan);
    if (!force && first === shown[0] && last === shown[1]) return;
    shown = [first, last];
    layer.style.transform = `translateY(${first * height}px)`;
    layer.replaceChildren(...Array.from({ length: last - first }, (_, i) => row(first + i)));
  };
  life.on(host, "scroll", framed(() => draw()), { passive: true });
  const size = new ResizeObserver(() => draw());
  size.observe(host);
  life.add(() => size.disconnect());
  return {
    refresh(total = count) { count = total; space.style.height = `${total * height}px`; draw(true); },
    show(index) {
      const top = index * height;
      if (top < host.scrollTop) host.scrollTop = top;
      else if (top + height > host.scrollTop + host.clientHeight - above()) host.scrollTop = top + height - host.clientHeight + above();
      draw();
    },
  };
}

// --- files ------------------------------------------------------------------------------------------------------------------

/** Hand a file to the reader; works without a server. */
function download(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
