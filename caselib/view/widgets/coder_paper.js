// The text of one case in its surroundings: marks in lanes, a caret for the keyboard, borders that can be dragged, links in the margin.
// Positions are code points of the source everywhere; only `unitOf` and `pointOf` know of UTF-16.

/** `act`: { selected(span|null), pick(id), border(side, to), moved(words at the caret) }. */
function coderPaper(host, { say, life, act }) {
  const paper = el("div", { class: "cl-paper", tabindex: "0", role: "textbox", "aria-multiline": "true", "aria-readonly": "true", "aria-label": say("coder.text") });
  const arcs = svg("svg", { class: "cl-arcs", "aria-hidden": "true" });
  const caret = el("span", { class: "cl-caret", hidden: true, "aria-hidden": "true" });
  host.append(paper);
  let desk = null, map = null, active = "", aim = "", blocks = [];

  // --- drawing ---

  function show(given, chosen, target) {
    const same = desk && desk.uid === given.uid && desk.start === given.start && desk.end === given.end && desk.base === given.base;
    const scroll = paper.scrollTop, kept = same ? span() : null;
    const back = same ? -1 : 0, side = document.activeElement && paper.contains(root().activeElement) && root().activeElement.dataset ? root().activeElement.dataset.side : "";
    desk = given; active = chosen; aim = target;
    map = positions(desk.text);
    blocks = [];
    const placed = desk.mentions.map((mention) => ({ mention, a: mention.start, b: mention.end })).sort((x, y) => x.a - y.a || y.b - x.b);
    const lane = lanes(placed);
    placed.forEach((each, i) => { each.lane = lane[i]; });
    const last = desk.base + map.length;
    paper.replaceChildren(arcs, caret,
      outside(desk.base, desk.start), border("start"), inside(desk.start, desk.end, placed), border("end"), outside(desk.end, last));
    if (back < 0) paper.scrollTop = scroll;
    if (kept) select(kept.start, kept.end);
    if (side) paper.querySelector(`[data-side=${side}]`).focus();
    drawArcs();
  }

  function outside(a, b) {
    const made = el("div", { class: "cl-outside" });
    if (b <= a) return made;
    const first = blocks.length;
    made.append(...paragraphs(a, b, []));
    // A bar where another case begins, so that a border is not dragged across it unawares.
    for (const other of desk.others) {
      const block = blocks.slice(first).find((each) => each.b > Math.max(other.start, a));
      if (block && other.start < b && other.end > a) block.p.before(el("div", { class: "cl-neighbour", "aria-hidden": "true", "data-label": other.title[say.lang()] }));
    }
    return made;
  }

  function inside(a, b, placed) {
    return el("div", { class: "cl-inside" }, paragraphs(a, b, placed));
  }

  function paragraphs(a, b, placed) {
    const made = [], text = map.slice(a - desk.base, b - desk.base);
    let at = a;
    for (const line of text.split(/(?<=\n)/)) {
      const end = at + [...line].length;
      const p = el("div", { class: "cl-p" }, runs(at, end, placed));
      p.style.setProperty("--cl-lanes", Math.max(0, ...placed.filter((each) => each.a < end && each.b > at).map((each) => each.lane)));
      blocks.push({ p, a: at, b: end });
      made.push(p);
      at = end;
    }
    return made;
  }

  function runs(a, b, placed) {
    const here = placed.filter((each) => each.a < b && each.b > a);
    const points = [...new Set([a, b, ...here.flatMap((each) => [each.a, each.b]).filter((at) => at > a && at < b)])].sort((x, y) => x - y);
    return points.slice(0, -1).map((from, i) => {
      const to = points[i + 1], marks = here.filter((each) => each.a < to && each.b > from);
      return run(from, to, marks);
    });
  }

  function run(from, to, marks) {
    const text = map.slice(from - desk.base, to - desk.base);
    if (!marks.length) return el("span", { class: "cl-run", data: { a: from } }, text);
    const picked = marks.some((each) => each.mention.id === active), aimed = marks.some((each) => each.mention.id === aim);
    const top = marks.find((each) => each.mention.id === active) || marks[marks.length - 1];
    const made = el("mark", { class: `cl-run cl-${top.mention.role}${picked ? " cl-current" : ""}${aimed ? " cl-aim" : ""}`, data: { a: from } }, text);
    made.style.background = layers(marks, picked);
    made.title = marks.map((each) => spokenMention(say, each.mention)).join("\n");
    const ends = marks.filter((each) => each.b === to).map((each) => say.code(each.mention.code));
    if (ends.length) made.dataset.label = ends.join(" ");
    made.marks = marks.map((each) => each.mention.id);
    return made;
  }

  function border(side) {
    const made = el("div", { class: "cl-border", role: "slider", tabindex: "0", "aria-orientation": "vertical", data: { side },
      "aria-label": `${say(`coder.border_${side}`)}，${say("coder.border_about")}`, title: say("coder.border_about"),
      "aria-valuemin": "0", "aria-valuemax": String(desk.stops.length), "aria-valuenow": String(nearest(side === "start" ? desk.start : desk.end, side)) },
    el("span", { class: "cl-grip", "aria-hidden": "true" }, `⇕ ${say(`coder.border_${side}`)}`));
    made.addEventListener("pointerdown", (event) => drag(event, made, side));
    made.addEventListener("keydown", (event) => nudge(event, made, side));
    made.addEventListener("blur", () => cancel(made));
    return made;
  }

  // --- borders ---

  const placeOf = (stop, side) => (side === "start" ? stop[0] : stop[1]);
  function nearest(at, side) {
    let best = 0;
    desk.stops.forEach((stop, i) => { if (Math.abs(placeOf(stop, side) - at) < Math.abs(placeOf(desk.stops[best], side) - at)) best = i; });
    return best;
  }
  /** For an end: the last sentence of a paragraph stands for it. */
  const whole = (i, side) => (side === "start" ? desk.stops[i][2] === 1 : i + 1 >= desk.stops.length || desk.stops[i + 1][2] === 1);

  function nudge(event, made, side) {
    const key = keyName(event), fine = event.shiftKey;
    if (key === "Escape") { cancel(made); event.preventDefault(); return; }
    if (key === "Enter") { commit(made, side); event.preventDefault(); return; }
    const step = key.endsWith("ArrowUp") ? -1 : key.endsWith("ArrowDown") ? 1 : 0;
    if (!step) return;
    event.preventDefault();
    const from = made.to ?? (side === "start" ? desk.start : desk.end);
    let i = nearest(from, side);
    do { i += step; } while (desk.stops[i] && !fine && !whole(i, side));
    if (desk.stops[i]) ghost(made, side, i);
  }

  function drag(event, made, side) {
    if (event.button) return;
    event.preventDefault();
    made.focus();
    made.setPointerCapture(event.pointerId);
    const move = (moved) => {
      const frame = paper.getBoundingClientRect();
      if (moved.clientY < frame.top + 24) paper.scrollTop -= 12;
      if (moved.clientY > frame.bottom - 24) paper.scrollTop += 12;
      const i = stopAt(moved.clientY, side, moved.shiftKey);
      if (i >= 0) ghost(made, side, i);
    };
    const done = (ended) => {
      made.removeEventListener("pointermove", move);
      if (ended.type === "pointerup") commit(made, side); else cancel(made);
    };
    made.addEventListener("pointermove", move);
    made.addEventListener("pointerup", done, { once: true });
    made.addEventListener("pointercancel", done, { once: true });
  }

  function stopAt(y, side, fine) {
    let best = -1, away = Infinity;
    desk.stops.forEach((stop, i) => {
      if (!fine && !whole(i, side)) return;
      const rect = rectAt(placeOf(stop, side), side);
      const distance = rect ? Math.abs((side === "start" ? rect.top : rect.bottom) - y) : Infinity;
      if (distance < away) { away = distance; best = i; }
    });
    return best;
  }

  function ghost(made, side, i) {
    const to = placeOf(desk.stops[i], side);
    made.to = to;
    made.setAttribute("aria-valuenow", String(i));
    const words = [...map.slice(desk.stops[i][0] - desk.base, desk.stops[i][1] - desk.base)].slice(0, 24).join("");
    made.setAttribute("aria-valuetext", say("coder.border_at", { side: say(`coder.border_${side}`), words }));
    let line = paper.querySelector(".cl-ghost");
    if (!line) { line = el("div", { class: "cl-ghost", "aria-hidden": "true" }); paper.append(line); }
    const rect = rectAt(to, side), frame = paper.getBoundingClientRect();
    line.style.top = `${(side === "start" ? rect.top : rect.bottom) - frame.top + paper.scrollTop - 1}px`;
    if (rect.top < frame.top) paper.scrollTop -= frame.top - rect.top + 30;
    if (rect.bottom > frame.bottom) paper.scrollTop += rect.bottom - frame.bottom + 30;
  }

  function cancel(made) {
    made.to = undefined;
    paper.querySelector(".cl-ghost")?.remove();
  }

  function commit(made, side) {
    const to = made.to;
    cancel(made);
    if (to !== undefined && to !== (side === "start" ? desk.start : desk.end)) act.border(side, to);
  }

  // --- positions ---

  /** The text node and UTF-16 offset of a code point; at a seam the later one, or for the end of something the earlier one. */
  function nodeAt(point, end = false) {
    const i = firstWhere(blocks, (block) => (end ? block.b >= point : block.b > point));
    const block = blocks[Math.min(i, blocks.length - 1)];
    const spans = [...block.p.children];
    let found = spans[0];
    for (const each of spans) if (end ? Number(each.dataset.a) < point : Number(each.dataset.a) <= point) found = each;
    if (!found) return [block.p, 0];
    const a = Number(found.dataset.a);
    const node = found.firstChild;
    return [node, Math.min(node.data.length, positions(node.data).units(Math.max(0, point - a)))];
  }

  function rectAt(point, side) {
    const range = document.createRange(), [node, offset] = nodeAt(side === "start" ? point : Math.max(desk.base, point - 1));
    range.setStart(node, offset);
    range.setEnd(node, Math.min((node.data || "").length, offset + 1));
    const rects = range.getClientRects();
    return rects[0] || node.parentElement.getBoundingClientRect();
  }

  /** The code point of a place in the page; a place between paragraphs belongs to the next character. */
  function pointOf(node, offset) {
    const held = node.nodeType === Node.TEXT_NODE ? node.parentElement.closest(".cl-run") : null;
    if (held && paper.contains(held)) return Number(held.dataset.a) + positions(held.firstChild.data).points(offset);
    const place = document.createRange();
    place.setStart(node, offset);
    for (const block of blocks) {
      for (const each of block.p.children) {
        const there = document.createRange();
        there.selectNode(each);
        if (place.compareBoundaryPoints(Range.START_TO_START, there) <= 0) return Number(each.dataset.a);
      }
    }
    return desk.base + map.length;
  }

  function span() {
    const range = selectionIn(paper);
    if (!range || !desk) return null;
    const start = pointOf(range.startContainer, range.startOffset), end = pointOf(range.endContainer, range.endOffset);
    return end > start ? { start, end, quote: map.slice(start - desk.base, end - desk.base) } : null;
  }

  function select(start, end) {
    const [from, a] = nodeAt(start), [to, b] = nodeAt(end, true);
    selection()?.setBaseAndExtent(from, a, to, b);
  }

  const root = () => paper.getRootNode();
  const selection = () => (root().getSelection ? root().getSelection() : document.getSelection());

  // --- caret and keys ---

  const MOVES = { ArrowLeft: ["backward", "character"], ArrowRight: ["forward", "character"], ArrowUp: ["backward", "line"], ArrowDown: ["forward", "line"],
    Home: ["backward", "lineboundary"], End: ["forward", "lineboundary"] };

  life.on(paper, "keydown", (event) => {
    if (event.target !== paper || event.isComposing) return;
    const move = MOVES[event.key];
    if (!move) {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") { event.preventDefault(); select(desk.start, desk.end); }
      return;
    }
    event.preventDefault();
    const found = selection();
    if (!found.focusNode || !paper.contains(found.focusNode)) found.collapse(...nodeAt(desk.start));
    const before = [found.focusNode, found.focusOffset];
    const unit = (event.ctrlKey || event.metaKey || event.altKey) && move[1] === "character" ? "word" : move[1];
    found.modify(event.shiftKey ? "extend" : "move", move[0], unit);
    if (!paper.contains(found.focusNode)) found.modify === undefined || found.setBaseAndExtent(event.shiftKey ? found.anchorNode : before[0], event.shiftKey ? found.anchorOffset : before[1], ...before);
    drawCaret(true);
    if (!event.shiftKey && found.focusNode) act.moved(spokenAt(pointOf(found.focusNode, found.focusOffset), unit));
  });

  /** What a screen reader says at the caret: the character, the word's clause, or the line's rest. */
  function spokenAt(point, unit) {
    const rest = [...map.slice(point - desk.base, point - desk.base + 40)].join("");
    return unit === "character" ? [...rest][0] || "" : rest.split(unit === "word" ? /[，。；！？,.;!?\n]/ : /\n/)[0];
  }

  function drawCaret(follow = false) {
    const found = selection();
    const here = found && found.focusNode && paper.contains(found.focusNode) && root().activeElement === paper;
    caret.hidden = !here || !found.isCollapsed;
    if (!here) return;
    const range = document.createRange();
    range.setStart(found.focusNode, found.focusOffset);
    let rect = range.getClientRects()[0];
    if (!rect) {
      const held = found.focusNode.nodeType === Node.TEXT_NODE ? found.focusNode.parentElement : found.focusNode;
      rect = held.getBoundingClientRect();
    }
    const frame = paper.getBoundingClientRect();
    caret.style.left = `${rect.left - frame.left + paper.scrollLeft}px`;
    caret.style.top = `${rect.top - frame.top + paper.scrollTop}px`;
    caret.style.height = `${Math.min(rect.height || 20, 28)}px`;
    if (follow && rect.bottom > frame.bottom - 20) paper.scrollTop += rect.bottom - frame.bottom + 40;
    if (follow && rect.top < frame.top + 20) paper.scrollTop -= frame.top - rect.top + 40;
  }

  const tell = later(() => { if (desk) act.selected(span()); }, 60);
  life.add(tell.cancel);
  life.on(document, "selectionchange", () => { drawCaret(); tell(); });
  life.on(paper, "focus", () => {
    const found = selection();
    if (desk && (!found.focusNode || !paper.contains(found.focusNode))) found.collapse(...nodeAt(desk.start));
    drawCaret();
  });
  life.on(paper, "blur", () => { caret.hidden = true; });
  life.on(paper, "click", (event) => {
    const run = event.target.closest(".cl-run");
    if (!run || !run.marks || span()) return;
    const at = run.marks.indexOf(active);
    act.pick(run.marks[(at + 1) % run.marks.length]);
  });

  // --- links in the margin ---

  function drawArcs() {
    arcs.replaceChildren();
    if (!desk || !desk.links.length) { paper.classList.remove("cl-linked"); return; }
    paper.classList.add("cl-linked");
    const frame = paper.getBoundingClientRect();
    const tall = paper.scrollHeight;
    arcs.setAttribute("height", tall);
    arcs.style.height = `${tall}px`;
    const place = (id) => {
      const mention = desk.mentions.find((each) => each.id === id);
      if (!mention) return null;
      const rect = rectAt(mention.start, "start");
      return rect ? rect.top - frame.top + paper.scrollTop + Math.min(rect.height, 22) / 2 : null;
    };
    desk.links.forEach((link, i) => {
      const from = place(link.source), to = place(link.target);
      if (from === null || to === null) return;
      const out = 22 - (i % 4) * 5, near = link.source === active || link.target === active;
      const shift = from === to ? 5 : 0;
      arcs.append(
        svg("path", { d: `M26 ${from - shift} C ${out - 14} ${from - shift}, ${out - 14} ${to + shift}, 26 ${to + shift}`, class: `cl-arc${near ? " cl-near" : ""}${link.basis === "explicit" ? "" : " cl-told"}` }),
        svg("path", { d: `M22 ${to + shift - 3} L27 ${to + shift} L22 ${to + shift + 3} Z`, class: `cl-tip${near ? " cl-near" : ""}` }));
    });
  }
  const size = new ResizeObserver(framed(drawArcs));
  size.observe(paper);
  life.add(() => size.disconnect());

  /** Bring a place into the middle without moving the page around it. */
  function reveal(point) {
    const rect = rectAt(point, "start"), frame = paper.getBoundingClientRect();
    if (rect.top >= frame.top + 8 && rect.bottom <= frame.bottom - 8) return;
    paper.scrollTop += rect.top - frame.top - frame.height / 3;
  }

  return { element: paper, show, reveal, span, select, clear: () => selection()?.removeAllRanges() };
}

/** A mention in words: 处理·退款（建议）, who said so. */
function spokenMention(say, mention) {
  const status = mention.status && mention.status !== "done" ? `（${say(`status.${mention.status}`)}）` : "";
  const who = mention.coder ? say("coder.by", { name: mention.coder }) : `${say(mention.suggested ? "coder.suggested" : "coder.machine")} ${mention.confidence.toFixed(2)}`;
  return `${say(`role.${mention.role}`)}·${say.code(mention.code)}${status} · ${who}`;
}
