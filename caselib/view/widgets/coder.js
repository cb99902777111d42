// The Coder: one case in its text, the work beside it, and every decision by mouse or one key. The kernel (or, in a stand-alone page,
// `coderAlone`) carries decisions out; nothing is shown as decided before it answered.

const PATIENCE = 6000; // milliseconds after which a kernel that does not answer is told of

function render({ model, el: host }) {
  const life = lifetime();
  let inner = null;
  const draw = () => {
    inner?.end();
    host.replaceChildren();
    inner = lifetime();
    coder(host, model, inner, look);
  };
  const look = { tab: model.get("names").length > 1 ? "differ" : "here", drawn: "", wanted: "", recent: [], row: -1 };
  const alone = model.get("standalone") ? coderAlone(model) : null;
  look.alone = alone;
  draw();
  life.on(model, "change:lang", draw);
  return () => { inner.end(); life.end(); };
}

function coder(host, model, life, look) {
  const say = speaker(model);
  const root = frame(host, model, { name: "coder", label: say("coder.title"), life });
  const head = el("div", { class: "cl-bar cl-coderhead", role: "toolbar", "aria-label": say("coder.title") });
  const place = el("div", { class: "cl-quiet cl-place" });
  const left = el("div", { class: "cl-left" });
  const side = el("aside", { class: "cl-side" });
  const actions = el("div", { class: "cl-actions", role: "toolbar", "aria-label": say("coder.code") });
  let span = null, linking = "", aim = "", sent = 0, waiting = 0, patience = 0;
  const backlog = []; // keys pressed while the kernel is at work: each waits for the state that it is meant for

  const desk = () => model.get("desk");
  const work = () => model.get("work");
  const active = () => { const [uid, id] = (model.get("selected")[0] || "").split("/"); return uid === desk().uid ? id || "" : ""; };
  const mention = (id = active()) => desk().mentions.find((each) => each.id === id) || null;

  // --- asking the kernel ---

  /** `kind` with what it needs; while reviewing, the answer leads to the next of the queue. */
  function request(kind, more = {}) {
    sent += 1;
    waiting = sent;
    const told = { kind, n: sent, case: desk().uid, ...more };
    if (!["open", "wanted", "undo", "redo"].includes(kind)) told.case = more.case || desk().uid;
    clearTimeout(patience);
    patience = setTimeout(() => { if (waiting) { saved.textContent = "⚠"; trouble(say("coder.lost")); } }, PATIENCE);
    saved.textContent = say("coder.saving");
    if (look.alone) look.alone(told); else ask(model, told);
  }
  life.add(() => clearTimeout(patience));

  function trouble(text) { model.set("error", text); }

  life.on(model, "change:reply", () => {
    const reply = model.get("reply");
    if (reply.n === waiting) { waiting = 0; clearTimeout(patience); saved.textContent = say("coder.saved"); root.dataset.answered = String(reply.n); if (!reply.error) trouble(""); }
    if (reply.error) trouble(reply.error);
    if (reply.ask === "links") question.open(say("coder.links_go", { n: reply.count }), () => decide("reject", reply.mention, { sure: true }));
    if (reply.error || reply.ask) backlog.length = 0;
    if (!waiting && backlog.length) backlog.shift()();
    if (reply.done) { const now = mention(); root.announce([say(`coder.did_${reply.done}`), now ? spokenMention(say, now) : ""].filter(Boolean).join("，")); }
  });

  // --- what people do ---

  const reviewing = () => look.tab === "review";
  const queueAt = () => work().queue.findIndex((each) => each.uid === desk().uid && each.id === active());

  function decide(kind, id = active(), more = {}) {
    const found = mention(id);
    if (!found) return;
    const index = queueAt();
    if (reviewing() && index >= 0) more = { ...more, queue: index };
    if (kind === "recode" && !more.code) {
      palette.open(found, (key) => { remember(key); request("recode", { ...more, mention: id, ...key }); });
      return;
    }
    request(kind, { ...more, mention: id });
  }

  function setStatus(status) {
    const found = mention();
    if (found && found.role === "action" && found.status !== status) decide("recode", found.id, { role: found.role, code: found.code, status });
  }

  function codeSpan(key = null) {
    const here = span || paper.span();
    if (!here) { root.announce(say("coder.hint")); return; }
    const done = (chosen) => { remember(chosen); request("code", { start: here.start, end: here.end, ...chosen }); paper.clear(); span = null; paper.element.focus({ preventScroll: true }); };
    if (key) done(key); else palette.open(look.recent[0] || null, done);
  }

  function remember(key) {
    const same = (each) => each.role === key.role && each.code === key.code && each.status === key.status;
    look.recent = [key, ...look.recent.filter((each) => !same(each))].slice(0, 9);
  }

  function pick(id) {
    if (linking) { if (id !== linking) finishLink(id); return; }
    look.row = -1;
    push(model, "selected", id ? [`${desk().uid}/${id}`] : []);
    const found = mention(id);
    if (found) { paper.reveal(found.start); root.announce(spokenMention(say, found)); }
  }

  function step(by) {
    const placed = [...desk().mentions].sort((a, b) => a.start - b.start || a.end - b.end);
    if (placed.length < (linking ? 2 : 1)) return;
    const at = placed.findIndex((each) => each.id === (linking ? aim || linking : active()));
    const to = (from) => (at < 0 && by < 0 ? placed.length - 1 : (from + by + placed.length) % placed.length);
    const next = placed[placed[to(at)].id === linking ? to(to(at)) : to(at)];
    if (!linking) { pick(next.id); return; }
    aim = next.id;
    draw();
    paper.reveal(next.start);
    root.announce(spokenMention(say, next));
  }

  function startLink() {
    if (!mention()) return;
    linking = active();
    aim = "";
    draw();
    root.announce(say("coder.link_from", { words: brief(mention(linking).quote) }));
  }

  function finishLink(target) {
    const from = mention(linking), to = mention(target);
    if (!from || !to || from === to) return;
    linking = ""; aim = "";
    draw();
    linker.open(brief(from.quote), brief(to.quote), null, (basis, note) => request("link", { source: from.id, target: to.id, basis, note }));
  }

  function relink(link) {
    linker.open(brief(mention(link.source).quote), brief(mention(link.target).quote), link, (basis, note) => request("link", { source: link.source, target: link.target, basis, note }));
  }

  function goCase(by) {
    const toc = model.get("toc"), to = toc[desk().number + by];
    if (to) request("open", { case: to.uid });
  }

  function review() {
    look.tab = "review";
    const queue = work().queue;
    if (!queue.length) { draw(); root.announce(say("coder.nothing_left")); return; }
    const index = queueAt();
    take(queue[index >= 0 && index + 1 < queue.length ? index + 1 : 0]);
  }
  function take(item) { if (item.uid === desk().uid) { pick(item.id); draw(); } else request("open", { case: item.uid, mention: item.id }); }

  function row(chosen) {
    look.row = chosen.n;
    const there = chosen.a || chosen.b;
    const at = () => desk().mentions.find((each) => each.start === there.start && each.end === there.end && each.code === there.code);
    if (chosen.uid === desk().uid) { push(model, "selected", at() ? [`${desk().uid}/${at().id}`] : []); draw(); paper.reveal(there.start); }
    else { look.aimed = there; look.aimedAt = chosen.uid; request("open", { case: chosen.uid }); }
  }
  function resolve(n, choice_, key = {}) {
    const rows = [...work().rows].sort((x, y) => Boolean(x.state) - Boolean(y.state) || x.n - y.n).filter((each) => !each.state && each.n !== n);
    const chosen = work().rows.find((each) => each.n === n);
    look.next = chosen.state ? n : (rows.find((each) => each.n > n) || rows[0] || chosen).n;
    request("resolve", { row: n, choice: choice_, case: chosen.uid, ...key });
  }
  const other = (n) => palette.open(null, (key) => { remember(key); resolve(n, "other", key); });

  const brief = (text) => { const flat = [...text.replace(/\s+/g, " ")]; return flat.length > 20 ? `${flat.slice(0, 20).join("")}…` : flat.join(""); };

  // --- parts ---

  const saved = el("span", { class: "cl-quiet cl-saved", role: "status" });
  const paper = coderPaper(left, { say, life, act: {
    selected(found) {
      if (found && span && found.start === span.start && found.end === span.end) return;
      span = found;
      push(model, "passage", found ? { case: desk().uid, doc: desk().doc, ...found } : {});
      drawActions();
      if (found) root.announce(say("coder.chosen", { n: [...found.quote].length, words: found.quote.length > 60 ? `${brief(found.quote)} … ${[...found.quote].slice(-12).join("")}` : found.quote }));
    },
    moved: (words) => root.announce(words),
    pick,
    border: (at, to) => request("border", { side: at, to }),
  } });
  left.append(actions);
  const panel = coderSide(side, { say, life, look, act: {
    pick: (id) => { pick(id); paper.element.focus({ preventScroll: true }); }, take, decide, resolve, other, row, relink,
    put: (event) => { const here = span || paper.span(); if (here) request("place", { event, start: here.start, end: here.end }); else root.announce(say("coder.hint")); },
    drop: (event) => request("drop", { event }),
    narrow: (wanted) => { look.wanted = wanted; request("wanted", { wanted }); },
    unlink: (link) => request("unlink", { source: link.source, target: link.target }),
    tab: (name) => { draw(); if (name === "review" && queueAt() < 0 && work().queue.length) take(work().queue[0]); },
  } });
  const palette = codePalette(root, model, { say, life });
  const memos = memoWindow(root, { say, life, save: (note, on) => request("memo", { mention: on, note }), drop: (event) => request("drop", { event }) });
  const linker = linkWindow(root, { say, life });
  const question = questionWindow(root, { say, life });
  const help = helpWindow(root, { say, life });
  const memoOn = (id) => memos.open(desk().memos.filter((memo) => memo.mention === id), id);
  root.append(head, place, el("div", { class: "cl-body" }, left, side));

  // --- drawing ---

  const chooser = el("select", { "aria-label": say("coder.case"), on: { change: () => request("open", { case: chooser.value }) } });
  chooser.append(...model.get("toc").map((entry, i) => el("option", { value: entry.uid }, `${i + 1} ${brief(entry.title[say.lang()])} · ${entry.doc}`)));
  const undoButton = button("↶", () => request("undo")), redoButton = button("↷", () => request("redo"));
  const before = button("‹", () => goCase(-1), { title: say("coder.previous_case"), "aria-label": say("coder.previous_case") });
  const behind = button("›", () => goCase(1), { title: say("coder.next_case"), "aria-label": say("coder.next_case") });
  const caseMemo = button("✎", () => memoOn(""), { title: `${say("coder.memo_case")}（M）`, "aria-label": say("coder.memo_case") });
  const chips = [el("span", { class: "cl-chip" }, say("coder.coder", { name: model.get("coder") }))];
  if (model.get("blind")) chips.push(el("span", { class: "cl-chip", title: say("coder.blind_about") }, say("coder.blind")));
  head.append(el("span", { class: "cl-group cl-cases" }, before, chooser, behind), caseMemo, ...chips,
    el("span", { class: "cl-group cl-push" }, saved, undoButton, redoButton, button("?", () => help.open(), { title: say("coder.help"), "aria-label": say("coder.help") })));
  if (look.alone) {
    const log = button(say("coder.download"), () => download(`log.${model.get("coder")}.jsonl`, look.alone.log(), "application/x-ndjson"));
    head.querySelector(".cl-push").append(log);
    root.insertBefore(el("p", { class: "cl-alone cl-quiet" }, say("coder.alone"), look.alone.kept ? ` ${say("coder.alone_kept", { n: look.alone.kept })}` : ""), place);
  }

  const words = (told) => [say(`coder.did_${told.kind}`), told.code ? say.code(told.code) : "", told.words ? `“${told.words}”` : ""].filter(Boolean).join(" ");

  function drawHead() {
    const { undo, redo } = work();
    chooser.value = desk().uid;
    before.disabled = desk().number <= 0;
    behind.disabled = desk().number + 1 >= model.get("toc").length;
    const told = (made, what, some, none) => { made.disabled = !what; made.title = what ? say(some, { what: words(what) }) : say(none); made.setAttribute("aria-label", made.title); };
    told(undoButton, undo, "coder.undo_this", "coder.undo_none");
    told(redoButton, redo, "coder.redo_this", "coder.redo_none");
    place.textContent = desk().place[say.lang()];
  }

  function drawActions() {
    const found = mention(), made = [];
    const key = (text, letter) => [text, " ", el("kbd", {}, letter)];
    if (linking) {
      made.push(el("span", {}, say("coder.link_from", { words: brief(mention(linking)?.quote || "") })), button(say("coder.cancel"), escape));
    } else {
      if (span) {
        const told = [...span.quote].length;
        made.push(el("span", { class: "cl-chosen" }, say("coder.chosen", { n: told, words: brief(span.quote) })), button(key(say("coder.code"), "⏎"), () => codeSpan(), { class: "cl-button cl-first" }));
        made.push(...look.recent.slice(0, 5).map((each, i) => button([say.code(each.code), each.status && each.status !== "done" ? `（${say(`status.${each.status}`)}）` : "", " ", el("kbd", {}, String(i + 1))], () => codeSpan(each), { class: `cl-button cl-role cl-${each.role}`, title: say("coder.again") })));
      }
      if (found) {
        if (!span) made.push(el("span", { class: `cl-chosen cl-${found.role}` }, el("span", { class: "cl-tag" }, `${say(`role.${found.role}`)}·${say.code(found.code)}`), ` “${brief(found.quote)}”`));
        if (!found.coder) made.push(button(key(say("coder.accept"), "a"), () => decide("accept")));
        made.push(button(key(found.coder ? say("coder.delete") : say("coder.reject"), "r"), () => decide("reject")), button(key(say("coder.recode"), "c"), () => decide("recode")));
        if (found.role === "action") made.push(el("span", { class: "cl-group", role: "group", "aria-label": say("coder.status") }, STATUSES.map((status, i) => button([say(`status.${status}`), " ", span ? null : el("kbd", {}, String(i + 1))], () => setStatus(status), { pressed: found.status === status }))));
        if (span) made.push(button(key(say("coder.resize"), "x"), resize));
        made.push(button(key(say("coder.link"), "l"), startLink), button(key(say("coder.memo"), "m"), () => memoOn(active())));
      }
      if (!made.length) made.push(el("span", { class: "cl-quiet" }, say("coder.hint")));
    }
    const focused = root.getRootNode().activeElement, inside = focused && actions.contains(focused);
    actions.replaceChildren(...made);
    if (inside) paper.element.focus({ preventScroll: true });
  }

  function resize() {
    const found = mention();
    if (found && span) { decide("recode", found.id, { role: found.role, code: found.code, status: found.status, start: span.start, end: span.end }); paper.clear(); }
  }

  function draw() {
    drawHead();
    paper.show(desk(), linking || active(), aim);
    panel.show(desk(), work(), active(), model.get("names"));
    drawActions();
  }

  const redraw = framed(() => {
    const uid = desk().uid;
    if (look.next !== undefined && look.next >= 0) { look.row = look.next; look.next = -1; const to = work().rows.find((each) => each.n === look.row); if (to && to.uid !== uid) { draw(); row(to); return; } }
    if (look.aimed !== undefined && uid === look.aimedAt) {
      const there = desk().mentions.find((each) => each.start === look.aimed.start && each.end === look.aimed.end && each.code === look.aimed.code);
      look.aimed = undefined;
      if (there) model.set("selected", [`${uid}/${there.id}`]);
    }
    if (uid !== look.uid) { look.uid = uid; linking = ""; aim = ""; paper.clear(); span = null; draw(); paper.element.scrollTop = 0; const found = mention(); paper.reveal(found ? found.start : desk().start); return; }
    draw();
    const found = mention();
    if (found && !span) paper.reveal(found.start);
  });
  life.on(model, "change:desk change:work change:selected", redraw);

  // --- keys ---

  function escape() {
    if (linking) { linking = ""; aim = ""; draw(); return; }
    paper.clear();
    pick("");
  }
  const rowAt = () => { const at = root.getRootNode().activeElement?.closest?.("[data-row]"); return at ? Number(at.dataset.row) : -1; };
  const digit = (n) => () => {
    const at = rowAt();
    if (at >= 0) { const choice_ = ["a", "b", "both", "neither"][n - 1]; if (choice_) resolve(at, choice_); return true; }
    if (span) { if (look.recent[n - 1]) codeSpan(look.recent[n - 1]); return true; }
    if (n <= 3) setStatus(STATUSES[n - 1]);
    return true;
  };
  const inDialog = () => root.querySelector(".cl-shade") !== null;
  const keys = {
    Enter: (event) => {
      if (linking && aim) { finishLink(aim); return true; }
      if (event.target !== paper.element) return false;
      if (span) { codeSpan(); return true; }
      return true;
    },
    a: () => decide("accept"), r: () => decide("reject"), Delete: () => decide("reject"), Backspace: () => decide("reject"),
    c: () => { if (rowAt() >= 0) other(rowAt()); else if (span) codeSpan(); else decide("recode"); },
    x: resize, l: startLink, m: () => { if (mention()) memoOn(active()); }, M: () => memoOn(""), n: () => step(1), p: () => step(-1), q: review,
    u: () => request("undo"), U: () => request("redo"), "Ctrl+z": (event) => request(event.shiftKey ? "redo" : "undo"), "Ctrl+y": () => request("redo"),
    "[": () => goCase(-1), "]": () => goCase(1), "?": () => help.open(), Escape: escape,
    ...Object.fromEntries([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [String(n), digit(n)])),
  };
  const PATIENT = new Set(["a", "r", "c", "x", "u", "U", "q", "n", "p", "l", "1", "2", "3", "4", "Delete", "Backspace", "Ctrl+z", "Ctrl+y"]);
  const pressed = (name, run) => (event) => {
    if (inDialog()) return false;
    if (waiting && PATIENT.has(name)) { if (backlog.length < 8) backlog.push(() => run(event)); return true; }
    return run(event);
  };
  keymap(root, Object.fromEntries(Object.entries(keys).map(([name, run]) => [name, pressed(name, run)])), life);

  look.uid = undefined;
  redraw();
}
