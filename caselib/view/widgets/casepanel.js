// Reading one case: filters above, the text, and beside it the evidence, the facts and what cleaning changed.

const ROW = 46; // pixels of a row in the evidence list: a line of labels, a line of words

/**
 * A panel for payloads of the kernel. `root`: the widget's frame; `keys`: where n, p, c … count. `look` is kept by the caller, so that a change of language keeps it:
 * { clean, roles, statuses, code, least, suggested, labels, tab }.
 */
function casePanel(host, model, { say, life, root, look, keys = root }) {
  let payload = null, mentions = [], shown = [], at = -1;
  const head = el("header", { class: "cl-casehead" });
  const bar = el("div", { class: "cl-bar", role: "toolbar", "aria-label": say("caseview.filters") });
  const info = el("div", { class: "cl-info" });
  const left = el("div", { class: "cl-left" });
  const side = el("aside", { class: "cl-side" });
  host.append(el("div", { class: "cl-case" }, head, bar, el("div", { class: "cl-body" }, left, side)));
  const text = textPanel(left, { say, life, pick: (mention, event) => go(shown.indexOf(mention), event && (event.ctrlKey || event.metaKey || event.shiftKey), false), pickChange: showMend, chose });
  left.append(info);

  // --- beside the text ---
  const list = el("div", { class: "cl-evidence", role: "listbox", tabindex: "0", "aria-label": say("caseview.evidence"), "aria-multiselectable": "true" });
  const facts = el("div", { class: "cl-facts", tabindex: "0" });
  const mends = el("div", { class: "cl-mends" });
  const mendRows = el("div", { class: "cl-mendlist", role: "listbox", tabindex: "0", "aria-label": say("caseview.changes", { n: "" }) });
  const tabs = el("div", { class: "cl-tabs", role: "tablist", "aria-label": say("caseview.beside") });
  const panes = { evidence: list, facts, changes: mends };
  side.append(tabs, ...Object.values(panes));
  for (const [name, pane] of Object.entries(panes)) if (name === "facts") pane.setAttribute("role", "tabpanel");
  const rows = virtualList(list, { height: ROW, life, row: evidenceRow });
  const mendList = virtualList(mendRows, { height: ROW, life, row: mendRow });
  let mendsShown = [], mendAt = -1;

  function showTab(name) {
    look.tab = name;
    for (const [each, pane] of Object.entries(panes)) pane.hidden = each !== name;
    for (const tab of tabs.children) tab.setAttribute("aria-selected", String(tab.dataset.tab === name));
    if (name === "evidence") rows.refresh();
    if (name === "changes") mendList.refresh();
  }

  function drawTabs() {
    const told = { evidence: say("caseview.evidence_n", { n: shown.length, total: mentions.length }), facts: say("caseview.facts"), changes: say("caseview.changes", { n: payload.changes.length }) };
    tabs.replaceChildren(...Object.entries(told).map(([name, label]) => el("button", { type: "button", role: "tab", data: { tab: name }, "aria-selected": String(name === look.tab), on: { click: () => showTab(name) } }, label)));
    roveTabs();
  }
  const roveTabs = rove(tabs, "[role=tab]", life, "horizontal");

  function evidenceRow(i) {
    const mention = shown[i];
    const chosen = isSelected(mention);
    return el("div", { class: `cl-row cl-${mention.role}`, role: "option", id: rowId(i), "aria-selected": String(chosen), "aria-setsize": shown.length, "aria-posinset": i + 1,
      on: { click: (event) => go(i, event.ctrlKey || event.metaKey || event.shiftKey) } },
    el("div", { class: "cl-row1" }, el("span", { class: `cl-tag${mention.status && mention.status !== "done" ? " cl-wish" : ""}` }, `${say(`role.${mention.role}`)}·${say.code(mention.code)}`),
      mention.status && mention.status !== "done" ? el("span", { class: "cl-quiet" }, say(`status.${mention.status}`)) : null,
      mention.suggested ? el("span", { class: "cl-quiet" }, say("caseview.for_review")) : null,
      el("span", { class: "cl-quiet cl-push" }, mention.confidence.toFixed(2))),
    el("div", { class: "cl-row2" }, mention.quote.replace(/\s+/g, " ")));
  }
  const rowId = (i) => `cl-e${i}-${root.dataset.n}`;

  function mendRow(i) {
    const mend = mendsShown[i];
    return el("div", { class: "cl-row", role: "option", "aria-selected": String(i === mendAt), on: { click: () => goMend(i) } },
      el("div", { class: "cl-row1" }, mend.rules.map((rule) => say.maybe(`rule.${rule}`, rule)).join("、")),
      el("div", { class: "cl-row2" }, el("del", {}, visible(payloadText(mend))), " → ", mend.now ? el("ins", {}, visible(mend.now)) : say("caseview.left_out")));
  }
  const payloadText = (mend) => payload.text.slice(mend.a, mend.b);

  function goMend(i) {
    if (i < 0 || i >= mendsShown.length) return;
    mendAt = i;
    mendList.refresh();
    mendList.show(i);
    text.showChange(mendsShown[i]);
    showMend(mendsShown[i]);
  }

  /** What was changed and why, in words. */
  function showMend(mend) {
    const told = text.mendHint(mend);
    info.replaceChildren(...told.split("\n").map((line) => el("div", {}, line)));
    root.announce(told);
  }

  keymap(list, { ArrowDown: () => go(at + 1), ArrowUp: () => go(Math.max(0, at - 1)), Home: () => go(0), End: () => go(shown.length - 1), PageDown: () => go(Math.min(shown.length - 1, at + 8)), PageUp: () => go(Math.max(0, at - 8)) }, life);
  keymap(mendRows, { ArrowDown: () => goMend(mendAt + 1), ArrowUp: () => goMend(Math.max(0, mendAt - 1)), Home: () => goMend(0), End: () => goMend(mendsShown.length - 1) }, life);

  // --- filters ---
  const counted = el("span", { class: "cl-count", "aria-hidden": "true" });
  const toggles = {};
  function drawBar() {
    const flip = (set, value) => () => { if (set.has(value)) set.delete(value); else set.add(value); filter(); };
    toggles.roles = ROLES.map((role, i) => button(say(`role.${role}`), flip(look.roles, role), { pressed: look.roles.has(role), class: `cl-button cl-role cl-${role}`, title: `${i + 1}`, data: { role } }));
    toggles.statuses = STATUSES.map((status) => button(say(`status.${status}`), flip(look.statuses, status), { pressed: look.statuses.has(status), data: { status } }));
    const codes = [...new Set(mentions.map((mention) => mention.code))];
    const options = [["", say("caseview.all_codes")], ...codes.map((code) => [code, `${say(`role.${say.role(code)}`)}·${say.code(code)}`])];
    toggles.code = choice(say("caseview.code"), options, codes.includes(look.code) ? look.code : "", (value) => { look.code = value; filter(); });
    toggles.least = el("input", { type: "range", min: "0", max: "1", step: "0.05", value: String(look.least), "aria-label": say("caseview.least"), on: { input: () => { look.least = Number(toggles.least.value); filter(); } } });
    toggles.leastTold = el("output", {}, look.least.toFixed(2));
    toggles.suggested = button(say("caseview.suggested"), () => { look.suggested = !look.suggested; filter(); }, { pressed: look.suggested });
    toggles.clean = button(say("caseview.clean"), () => setClean(!look.clean), { pressed: look.clean, title: "c", disabled: !payload.changes.length });
    toggles.labels = button(say("caseview.labels"), () => { look.labels = !look.labels; drawToggles(); }, { pressed: look.labels, title: "l" });
    bar.replaceChildren(
      el("span", { class: "cl-group", role: "group", "aria-label": say("caseview.roles") }, toggles.roles),
      el("span", { class: "cl-group", role: "group", "aria-label": say("caseview.statuses") }, toggles.statuses),
      toggles.code,
      el("label", { class: "cl-group" }, say("caseview.confidence"), " ≥", toggles.least, toggles.leastTold),
      toggles.suggested, toggles.clean, toggles.labels,
      el("span", { class: "cl-group cl-push" }, counted,
        button("‹", () => step(-1), { title: `${say("caseview.previous")} (p)`, "aria-label": say("caseview.previous") }),
        button("›", () => step(1), { title: `${say("caseview.next")} (n)`, "aria-label": say("caseview.next") })));
  }

  function drawToggles() {
    const press = (made, on) => made.setAttribute("aria-pressed", String(on));
    toggles.roles.forEach((made) => press(made, look.roles.has(made.dataset.role)));
    toggles.statuses.forEach((made) => press(made, look.statuses.has(made.dataset.status)));
    press(toggles.suggested, look.suggested);
    press(toggles.clean, look.clean);
    press(toggles.labels, look.labels);
    toggles.leastTold.textContent = look.least.toFixed(2);
    text.element.classList.toggle("cl-labels", look.labels);
    text.element.classList.toggle("cl-clean", look.clean);
  }

  const passes = (mention) => look.roles.has(mention.role) && (!mention.status || look.statuses.has(mention.status)) && (!look.code || mention.code === look.code) &&
    mention.confidence >= look.least - 1e-9 && (look.suggested || !mention.suggested);

  function filter(quiet = false) {
    const kept = at >= 0 ? shown[at] : null;
    shown = mentions.filter(passes);
    at = kept ? shown.indexOf(kept) : -1;
    drawToggles();
    text.mark(shown);
    rows.refresh(shown.length);
    drawTabs();
    drawCount();
    if (!quiet) root.announce(say("caseview.found", { n: shown.length, total: mentions.length }));
  }

  function drawCount() {
    counted.textContent = `${at >= 0 ? at + 1 : "–"} / ${shown.length}`;
    list.setAttribute("aria-activedescendant", at >= 0 ? rowId(at) : "");
  }

  // --- going through the evidence ---
  let keysOf = null, keySet = new Set();
  /** The selected keys as a set, made anew when the model's list is another one. */
  function selectedKeys() {
    const told = model.get("selected") || [];
    if (told !== keysOf) { keysOf = told; keySet = new Set(told); }
    return keySet;
  }
  const isSelected = (mention) => selectedKeys().has(mention.key);

  /** Select the i-th of the shown mentions (`more`: as well), bring it into view, tell the kernel. */
  function go(i, more = false, scroll = true) {
    if (i < 0 || i >= shown.length) return;
    at = i;
    const mention = shown[i], keys = more ? [...selectedKeys()] : [];
    push(model, "selected", keys.includes(mention.key) && more ? keys.filter((key) => key !== mention.key) : [...keys, mention.key]);
    drawSelection(scroll);
    root.announce(`${i + 1} / ${shown.length} ${told(mention)} ${mention.quote}`);
  }
  const step = (by) => { if (shown.length) go(at < 0 ? (by > 0 ? 0 : shown.length - 1) : (at + by + shown.length) % shown.length); };

  function drawSelection(scroll) {
    text.select(mentions.filter(isSelected).map((mention) => mention.id));
    rows.refresh();
    if (at >= 0) {
      rows.show(at);
      if (scroll) text.reveal(shown[at].start);
    }
    drawInfo();
    drawCount();
  }

  function told(mention) {
    const wish = mention.status && mention.status !== "done" ? `（${say(`status.${mention.status}`)}）` : "";
    return `${say(`role.${mention.role}`)}·${say.code(mention.code)}${wish}`;
  }

  function drawInfo() {
    const mention = at >= 0 ? shown[at] : null;
    if (!mention) { info.replaceChildren(el("span", { class: "cl-quiet" }, say("caseview.keys"))); return; }
    const more = [mention.realised && mention.realised !== "unknown" ? say(`realised.${mention.realised}`) : "", mention.actor && mention.actor !== "unknown" ? say(`actor.${mention.actor}`) : "",
      mention.suggested ? say("caseview.for_review") : "", `${say("caseview.confidence")} ${mention.confidence.toFixed(2)}`, mention.rule];
    const linked = payload.links.filter((link) => link.source === mention.id || link.target === mention.id).map((link) => linkButton(link, mention));
    info.replaceChildren(
      el("div", { class: `cl-${mention.role}` }, el("span", { class: "cl-tag" }, told(mention)), " ", more.filter(Boolean).join(" · ")),
      ...(say.about(mention.code) ? [el("div", { class: "cl-quiet" }, say.about(mention.code))] : []),
      ...(linked.length ? [el("div", { class: "cl-group" }, linked)] : []));
  }

  function linkButton(link, mention) {
    const forward = link.source === mention.id;
    const other = mentions.find((each) => each.id === (forward ? link.target : link.source));
    return other && button(`${forward ? "→" : "←"} ${told(other)}（${say(`basis.${link.basis}`)}）`, () => { if (!shown.includes(other)) reset(); go(shown.indexOf(other)); });
  }

  function reset() {
    Object.assign(look, { roles: new Set(ROLES), statuses: new Set(STATUSES), code: "", least: 0, suggested: true });
    drawBar();
    filter(true);
  }

  /** The same place of the text, raw or clean. */
  function setClean(clean) {
    look.clean = clean;
    text.show(payload, clean);
    filter(true);
    drawSelection(true);
    showMendHead();
    root.announce(say(clean ? "caseview.now_clean" : "caseview.now_raw"));
  }

  function showMendHead() {
    const rules = new Map();
    for (const mend of text.changes()) for (const rule of mend.rules) rules.set(rule, (rules.get(rule) || 0) + 1);
    const options = [["", say("caseview.all_rules", { n: payload.changes.length })], ...[...rules].map(([rule, n]) => [rule, `${say.maybe(`rule.${rule}`, rule)}（${n}）`])];
    const wanted = choice(say("caseview.rule"), options, "", (rule) => showMends(rule));
    const reason = el("p", { class: "cl-quiet" });
    mends.replaceChildren(el("div", { class: "cl-mendhead" }, wanted, reason), mendRows);
    function showMends(rule) {
      mendsShown = text.changes().filter((mend) => !rule || mend.rules.includes(rule));
      mendAt = -1;
      reason.textContent = rule ? say.maybe(`why.${rule}`) : payload.changes.length ? "" : say("caseview.no_changes");
      mendList.refresh(mendsShown.length);
    }
    showMends("");
  }

  function drawHead() {
    const lang = say.lang();
    head.replaceChildren(el("h3", {}, payload.title[lang]), el("p", { class: "cl-quiet" }, payload.place[lang]));
    if (payload.duplicates.length) {
      head.append(el("details", { class: "cl-dupes" }, el("summary", {}, say("caseview.duplicates", { n: payload.duplicates.length })),
        payload.duplicates.map((each) => button(`${each.title[lang]} · ${each.doc}`, () => ask(model, { kind: "open", case: each.uid })))));
    }
    const told = ([name, value, start, end]) => (start === null || !payload.text ? value : button(value, () => { text.choose(start, end); root.announce(`${name} ${value}`); }, { class: "cl-fact", title: say("caseview.go_to") }));
    const rows = payload.facts[lang].map((fact) => [el("dt", {}, fact[0]), el("dd", {}, told(fact))]);
    facts.replaceChildren(el("dl", {}, rows), ...(payload.rounds[lang].length ? [el("h4", {}, say("caseview.rounds")), el("ul", {}, payload.rounds[lang].map((line) => el("li", {}, line)))] : []));
  }

  /** A stretch of text was selected with the mouse or keyboard: the kernel has its raw characters. */
  function chose(span) {
    if (!span && !(model.get("passage") || {}).quote) return;
    push(model, "passage", span ? { case: payload.uid, doc: payload.doc, ...span } : {});
  }

  keymap(keys, {
    n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1),
    c: () => { if (payload && payload.changes.length) setClean(!look.clean); }, l: () => toggles.labels.click(),
    1: () => toggles.roles[0].click(), 2: () => toggles.roles[1].click(), 3: () => toggles.roles[2].click(),
    Escape: () => { push(model, "selected", []); at = -1; drawSelection(false); },
  }, life);
  life.on(model, "change:selected", () => {
    if (!payload) return;
    const keys = selectedKeys(), first = shown.findIndex((mention) => keys.has(mention.key));
    if (at >= 0 && keys.has(shown[at].key)) { drawSelection(false); return; }
    at = first;
    drawSelection(true);
  });

  /** Show a case; `payload.mention` is the id of the mention to begin with. */
  function open(next) {
    payload = next;
    mentions = [...next.mentions].sort((a, b) => a.start - b.start || b.end - a.end);
    at = -1;
    look.code = mentions.some((mention) => mention.code === look.code) ? look.code : "";
    drawHead();
    drawBar();
    text.show(payload, look.clean);
    const first = mentions.find((mention) => mention.id === next.mention) || mentions.find(isSelected);
    if (first && !passes(first)) Object.assign(look, { roles: new Set(ROLES), statuses: new Set(STATUSES), code: "", least: 0, suggested: true });
    filter(true);
    showMendHead();
    showTab(look.tab);
    if (!payload.text) info.replaceChildren(el("span", {}, say("case.no_text")));
    else if (first && next.mention) go(shown.indexOf(first));
    else if (first) { at = shown.indexOf(first); drawSelection(true); }
    else drawInfo();
  }
  return { open, text, element: host, current: () => payload };
}

/** How a panel looks before anybody touched it. */
function freshLook() {
  return { clean: false, roles: new Set(ROLES), statuses: new Set(STATUSES), code: "", least: 0, suggested: false, labels: true, tab: "evidence" };
}
