// Small windows of the Coder: the palette of codes with search as you type, memos, the basis of a link, a question before deleting.

/** Every code, an action once for each status; `seek` is what a search looks in. */
function paletteEntries(model, say) {
  const codes = Object.entries(model.get("codes")).filter(([, code]) => ROLES.includes(code.role));
  return ROLES.flatMap((role) => codes.filter(([, code]) => code.role === role).flatMap(([id, code]) =>
    (role === "action" ? STATUSES : [""]).map((status) => {
      const words = (lang) => (model.get("words")[lang] || {});
      const said = ["zh", "en"].flatMap((lang) => [code[lang], words(lang)[`role.${role}`], status ? words(lang)[`status.${status}`] : ""]);
      return { role, code: id, status, label: say.code(id), about: say.about(id), seek: [...said, id, id.replaceAll("_", " "), status].filter(Boolean).join(" ").toLowerCase() };
    })));
}

/** Entries that hold every word of the query, the best first: a label that begins with it, then one that holds it, then the rest. */
function searched(entries, query) {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return entries;
  const rank = (entry) => {
    const label = entry.label.toLowerCase(), first = words[0];
    const wish = entry.status && entry.status !== "done" ? 0.5 : 0;
    if (label === first || entry.code === first) return wish;
    if (label.startsWith(first) || entry.code.startsWith(first)) return 1 + wish;
    if (label.includes(first)) return 2 + wish;
    return (entry.seek.includes(first) ? 3 : 4) + wish;
  };
  const holds = (entry, text) => words.every((word) => text.includes(word));
  const found = entries.filter((entry) => holds(entry, entry.seek));
  const told = entries.filter((entry) => !found.includes(entry) && holds(entry, `${entry.seek} ${entry.about.toLowerCase()}`));
  return [...found, ...told].map((entry, i) => [rank(entry), i, entry]).sort((a, b) => a[0] - b[0] || a[1] - b[1]).map(([, , entry]) => entry);
}

/** A window inside the widget: focus goes in, Escape and a click beside it close it, focus goes back. */
function dialog(root, { label, life, className = "", closed = () => {} }) {
  const box = el("div", { class: `cl-dialog ${className}`, role: "dialog", "aria-modal": "true", "aria-label": label });
  const shade = el("div", { class: "cl-shade" }, box);
  let back = null;
  function open(...children) {
    back = root.getRootNode().activeElement;
    box.replaceChildren(...children);
    root.append(shade);
    const first = box.querySelector("input, textarea, button");
    if (first) first.focus({ preventScroll: true });
  }
  function close(focus = true) {
    if (!shade.isConnected) return;
    shade.remove();
    if (focus && back && back.isConnected) back.focus({ preventScroll: true });
    closed();
  }
  shade.addEventListener("pointerdown", (event) => { if (event.target === shade) { event.preventDefault(); close(); } });
  shade.addEventListener("keydown", (event) => {
    const key = keyName(event);
    if (key === "Escape") { event.preventDefault(); event.stopPropagation(); close(); }
    if (key === "Tab" || key === "Shift+Tab") {
      const all = [...box.querySelectorAll("input, textarea, button, select")].filter((each) => !each.disabled && each.tabIndex >= 0);
      const at = all.indexOf(root.getRootNode().activeElement), to = (at + (key === "Tab" ? 1 : -1) + all.length) % all.length;
      event.preventDefault();
      if (all.length) all[to].focus();
    }
  });
  life.add(() => shade.remove());
  return { box, open, close, get isOpen() { return shade.isConnected; } };
}

/** The palette: `open(current, chosen)` calls `chosen({ role, code, status })`. */
function codePalette(root, model, { say, life }) {
  const window_ = dialog(root, { label: say("coder.choose_code"), life, className: "cl-palette" });
  const id = `cl-codes-${root.dataset.n}`;
  const list = el("div", { class: "cl-options", role: "listbox", id, "aria-label": say("coder.choose_code") });
  const about = el("div", { class: "cl-about" });
  const input = el("input", { type: "text", role: "combobox", "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list", placeholder: say("coder.search"), "aria-label": say("coder.search"), autocomplete: "off", spellcheck: "false" });
  let entries = [], shown = [], at = 0, chosen = () => {};

  function draw() {
    list.replaceChildren(...(shown.length ? shown.map((entry, i) => el("div", { class: `cl-option cl-${entry.role}`, role: "option", id: `${id}-${i}`, "aria-selected": String(i === at), on: { click: () => take(i), pointermove: () => { if (at !== i) point(i, false); } } },
      el("span", { class: `cl-tag${entry.status && entry.status !== "done" ? " cl-wish" : ""}` }, say(`role.${entry.role}`)), el("span", { class: "cl-name" }, entry.label),
      entry.status ? el("span", { class: "cl-quiet" }, say(`status.${entry.status}`)) : null, el("span", { class: "cl-quiet cl-push cl-id" }, entry.code)))
      : [el("div", { class: "cl-quiet cl-empty" }, say("coder.no_code"))]));
    point(at);
  }

  function point(i, scroll = true) {
    at = Math.max(0, Math.min(shown.length - 1, i));
    [...list.children].forEach((each, n) => each.setAttribute("aria-selected", String(n === at)));
    const entry = shown[at];
    if (entry) input.setAttribute("aria-activedescendant", `${id}-${at}`); else input.removeAttribute("aria-activedescendant");
    about.textContent = entry ? entry.about : "";
    if (scroll && list.children[at]) {
      const row = list.children[at];
      if (row.offsetTop < list.scrollTop) list.scrollTop = row.offsetTop;
      else if (row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = row.offsetTop + row.offsetHeight - list.clientHeight;
    }
  }

  function take(i) {
    const entry = shown[i];
    if (!entry) return;
    window_.close();
    chosen({ role: entry.role, code: entry.code, status: entry.status });
  }

  input.addEventListener("input", () => { shown = searched(entries, input.value); at = 0; draw(); root.announce(say("coder.codes_found", { n: shown.length })); });
  input.addEventListener("keydown", (event) => {
    const key = keyName(event);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, PageDown: at + 8, PageUp: at - 8 }[key];
    if (to !== undefined) { event.preventDefault(); point(to); }
    if (key === "Enter") { event.preventDefault(); event.stopPropagation(); take(at); }
  });

  return {
    get isOpen() { return window_.isOpen; },
    open(current, then) {
      entries = paletteEntries(model, say);
      chosen = then;
      input.value = "";
      shown = entries;
      at = current ? Math.max(0, entries.findIndex((entry) => entry.role === current.role && entry.code === current.code && entry.status === current.status)) : 0;
      window_.open(input, list, about);
      draw();
    },
  };
}

/** Memos of a case or mention: those that stand, and a new one. */
function memoWindow(root, { say, life, save, drop }) {
  const window_ = dialog(root, { label: say("coder.memo"), life });
  return {
    open(memos, then) {
      const text = el("textarea", { rows: "4", "aria-label": say("coder.memo_new"), placeholder: say("coder.memo_new") });
      const keep = () => { const told = text.value.trim(); window_.close(); if (told) save(told, then); };
      text.addEventListener("keydown", (event) => { if (keyName(event) === "Ctrl+Enter") { event.preventDefault(); keep(); } });
      window_.open(
        el("ul", { class: "cl-memos" }, memos.map((memo) => el("li", {}, el("div", { class: "cl-quiet" }, `${memo.coder} · ${memo.time.slice(0, 16).replace("T", " ")}`), el("div", { class: "cl-memo" }, memo.text),
          memo.own ? button(say("coder.memo_drop"), () => { window_.close(); drop(memo.id); }) : null))),
        text, el("div", { class: "cl-group" }, button(say("coder.save"), keep), button(say("coder.cancel"), () => window_.close())));
      text.focus({ preventScroll: true });
    },
  };
}

/** Basis and note of a link, before it is drawn. */
function linkWindow(root, { say, life }) {
  const window_ = dialog(root, { label: say("coder.link_make"), life });
  return {
    open(from, to, told, save) {
      let basis = told ? told.basis : "sequence";
      const name = `cl-basis-${root.dataset.n}`;
      const radios = ["sequence", "explicit"].map((each) => el("label", { class: "cl-group" }, el("input", { type: "radio", name, value: each, checked: each === basis, on: { change: () => { basis = each; } } }), say(`basis.${each}`)));
      const note = el("textarea", { rows: "2", "aria-label": say("coder.note"), placeholder: say("coder.note") });
      note.value = told ? told.note : "";
      const keep = () => { window_.close(); save(basis, note.value.trim()); };
      window_.box.onkeydown = (event) => { if (keyName(event) === "Enter" && event.target.type === "radio" || keyName(event) === "Ctrl+Enter") { event.preventDefault(); event.stopPropagation(); keep(); } };
      window_.open(el("p", {}, `“${from}” → “${to}”`), el("fieldset", {}, el("legend", {}, say("coder.basis")), radios), note,
        el("div", { class: "cl-group" }, button(say("coder.save"), keep), button(say("coder.cancel"), () => window_.close())));
    },
  };
}

/** A question with a way back: what goes with a mention that is deleted. */
function questionWindow(root, { say, life }) {
  const window_ = dialog(root, { label: say("coder.delete"), life, className: "cl-ask" });
  window_.box.setAttribute("role", "alertdialog");
  return {
    open(question, yes) {
      window_.open(el("p", {}, question), el("div", { class: "cl-group" }, button(say("coder.delete_anyway"), () => { window_.close(); yes(); }, { class: "cl-button cl-danger" }), button(say("coder.keep"), () => window_.close())));
    },
  };
}

/** What the keys do. */
function helpWindow(root, { say, life }) {
  const window_ = dialog(root, { label: say("coder.help"), life });
  return { open() { window_.open(el("ul", { class: "cl-keys" }, say("coder.keys_about").split("|").map((line) => el("li", {}, line))), button(say("widget.close"), () => window_.close())); } };
}
