// The text of a case with overlapping spans in lanes, raw or clean. Only the chunks that can be seen carry their spans.

const CHUNK = 400; // characters that are dressed at once: about ten lines
const LONG = 1500; // a line longer than this is laid out in several blocks, divided behind a sentence
const LANE = 4; // pixels a lane takes under the line
const LANES = 6; // more than these share the last one

/** Lane of every mention (sorted by start): mentions that overlap stand in different lanes. */
function lanes(mentions) {
  const ends = [];
  return mentions.map((mention) => {
    let lane = ends.findIndex((end) => end <= mention.a);
    if (lane < 0) lane = Math.min(ends.length, LANES - 1);
    ends[lane] = Math.max(ends[lane] || 0, mention.b);
    return lane;
  });
}

/** The text cut at its mends: [{ d, e } shown, { a, b } raw, text, change]; UTF-16 units. */
function segments(text, changes, clean) {
  const found = [];
  let at = 0, shown = 0;
  const add = (a, b, told, change) => { found.push({ a, b, d: shown, e: shown + told.length, text: told, change }); shown += told.length; };
  for (const change of changes) {
    if (change.a > at) add(at, change.a, text.slice(at, change.a), null);
    add(change.a, change.b, clean ? change.now : text.slice(change.a, change.b), change);
    at = change.b;
  }
  if (at < text.length || !found.length) add(at, text.length, text.slice(at), null);
  return found;
}

/** Where the shown text is cut into pieces of moderate size: never inside a mend, a pair of surrogates, or needlessly a line. */
function cuts(parts) {
  const found = [{ at: 0, line: true }];
  let begun = 0; // of the block
  const put = (at, line) => { if (at > found[found.length - 1].at) found.push({ at, line }); else if (line) found[found.length - 1].line = true; };
  let last = 0;
  for (const part of parts) {
    for (let from = 0; !part.change && from < part.text.length; ) {
      const line = part.text.indexOf("\n", from) + 1 || part.text.length + 1;
      const room = Math.max(1, CHUNK - (part.d + from - last));
      let to = Math.min(line, from + room, part.text.length);
      if (to < part.text.length && /[\ud800-\udbff]/.test(part.text[to - 1])) to += 1;
      if (to === line || to - from >= room) {
        const stop = part.d + to - begun > LONG ? /^[^\n]{0,200}?[。！？!?；;]/.exec(part.text.slice(to, line)) : null;
        if (stop) to += stop[0].length;
        const block = to === line || stop !== null;
        put(part.d + to, block);
        last = part.d + to;
        if (block) begun = last;
      }
      from = to;
    }
    if (part.change && part.text.endsWith("\n")) { put(part.e, true); last = begun = part.e; }
  }
  return found;
}

/** First index of `list` for which `is` holds (it holds for all behind). */
function firstWhere(list, is) {
  let low = 0, high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (is(list[middle])) high = middle;
    else low = middle + 1;
  }
  return low;
}

/**
 * The panel. `pick(mention, event)` is called for a click on a mention, `pickChange(change)` for one on a mend, `chose(span)` for a
 * selection of text: { start, end } in code points of the source, or null.
 */
function textPanel(host, { say, life, pick, pickChange = () => {}, chose = () => {} }) {
  const scroller = el("div", { class: "cl-text", tabindex: "0", role: "document" });
  host.append(scroller);
  let state = null, generation = 0, current = new Set(), change = null;
  const seen = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      const chunk = state && state.chunks[Number(entry.target.dataset.n)];
      if (!chunk || chunk.el !== entry.target) continue;
      if (entry.isIntersecting) { seen.add(chunk); dress(chunk); } else seen.delete(chunk);
    }
  }, { root: scroller, rootMargin: "300px 0px" });
  life.add(() => sight.disconnect());

  /** Show a case (a payload of the kernel) as it was read or cleaned. */
  function show(payload, clean) {
    const map = positions(payload.text);
    const changes = payload.changes.map(([start, end, now, rules]) => ({ a: map.units(start), b: map.units(end), now, rules }));
    const parts = segments(payload.text, changes, clean);
    const text = parts.map((part) => part.text).join("");
    state = { payload, map, clean, parts, text, changes, chunks: [], mentions: [], reach: [] };
    current = new Set();
    change = null;
    seen.clear();
    sight.disconnect();
    scroller.replaceChildren(...paragraphs());
    scroller.scrollTop = 0;
    scroller.setAttribute("aria-label", payload.title[say.lang()]);
    for (const chunk of state.chunks) sight.observe(chunk.el);
  }

  function paragraphs() {
    const edges = cuts(state.parts), made = [];
    edges.forEach(({ at, line }, i) => {
      const end = i + 1 < edges.length ? edges[i + 1].at : state.text.length;
      if (end <= at && i) return;
      const chunk = { d: at, e: end, n: state.chunks.length, drawn: -1, el: null };
      chunk.el = el("span", { class: "cl-chunk", data: { n: chunk.n } }, state.text.slice(at, end));
      state.chunks.push(chunk);
      if (line || !made.length) made.push(el("div", { class: "cl-p" }));
      made[made.length - 1].append(chunk.el);
    });
    return made;
  }

  /** The mentions to be marked; positions in code points of the case. Draws what can be seen at once. */
  function mark(mentions) {
    const placed = mentions.map((mention) => ({ mention, a: state.map.units(mention.start), b: state.map.units(mention.end) }));
    placed.sort((left, right) => left.a - right.a || right.b - left.b);
    const lane = lanes(placed);
    let reach = 0;
    placed.forEach((each, i) => { each.lane = lane[i]; each.reach = reach = Math.max(reach, each.b); });
    state.mentions = placed;
    redraw();
  }

  /** Which mentions (ids) are the selected ones. */
  function select(ids) {
    current = new Set(ids);
    for (const chunk of state ? state.chunks : []) if (chunk.drawn >= 0) for (const run of chunk.el.children) repaint(run);
  }

  /** The colours of a run that is there already; nothing is laid out anew. */
  function repaint(run) {
    const picked = run.runMarks.some((each) => current.has(each.mention.id));
    if (picked === run.classList.contains("cl-current")) return;
    run.classList.toggle("cl-current", picked);
    run.style.background = layers(run.runMarks, picked);
  }

  function redraw() {
    generation += 1;
    for (const chunk of seen) dress(chunk);
  }

  /** The mentions that touch raw [a, b). */
  function under(a, b) {
    const from = firstWhere(state.mentions, (each) => each.reach > a), found = [];
    for (let i = from; i < state.mentions.length && state.mentions[i].a < b; i += 1) if (state.mentions[i].b > a) found.push(state.mentions[i]);
    return found;
  }

  function dress(chunk) {
    if (chunk.drawn === generation) return;
    chunk.drawn = generation;
    const runs = [];
    let deepest = 0;
    for (let i = firstWhere(state.parts, (part) => part.e > chunk.d || (part.e === part.d && part.d >= chunk.d)); i < state.parts.length; i += 1) {
      const part = state.parts[i];
      if (part.d > chunk.e || (part.d === chunk.e && chunk.n + 1 < state.chunks.length)) break;
      for (const run of part.change ? [whole(part)] : split(part, chunk)) {
        for (const each of run.marks) deepest = Math.max(deepest, each.lane);
        runs.push(run.marks.length || part.change ? dressed(run, part.change) : run.text);
      }
    }
    const again = held(chunk);
    chunk.el.replaceChildren(...runs);
    again();
    if (deepest !== (chunk.deepest || 0)) {
      chunk.deepest = deepest;
      chunk.el.parentElement.style.setProperty("--cl-lanes", Math.max(deepest, Number(chunk.el.parentElement.style.getPropertyValue("--cl-lanes")) || 0));
    }
  }

  /** Dressing a chunk must not undo what the reader has selected in it: returns what puts the selection back. */
  function held(chunk) {
    const selection = document.getSelection();
    if (!selection || selection.isCollapsed || !selection.rangeCount || !selection.containsNode(chunk.el, true)) return () => {};
    const ends = [[selection.anchorNode, selection.anchorOffset], [selection.focusNode, selection.focusOffset]];
    const places = ends.map(([node, offset]) => (chunk.el.contains(node) ? offsetWithin(chunk.el, node, offset) : -1));
    if (places.every((place) => place < 0)) return () => {};
    return () => selection.setBaseAndExtent(...places.flatMap((place, i) => (place < 0 ? ends[i] : pointAt(chunk.el, place))));
  }

  function offsetWithin(element, node, offset) {
    const before = document.createRange();
    before.setStart(element, 0);
    before.setEnd(node, offset);
    return before.toString().length;
  }

  function pointAt(element, offset) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    let left = offset, node = null;
    while (texts.nextNode()) {
      node = texts.currentNode;
      if (left <= node.length) return [node, left];
      left -= node.length;
    }
    return node ? [node, node.length] : [element, 0];
  }

  function whole(part) {
    return { text: part.text, marks: under(part.a, Math.max(part.b, part.a + 1)).filter((each) => each.a < part.b), end: part.b };
  }

  /** The stretches of an unchanged part inside a chunk, cut wherever a mention begins or ends. */
  function split(part, chunk) {
    const from = part.a + Math.max(0, chunk.d - part.d), to = part.a + Math.min(part.e, chunk.e) - part.d;
    if (to <= from) return [];
    const marks = under(from, to);
    const points = [...new Set([from, to, ...marks.flatMap((each) => [each.a, each.b]).filter((at) => at > from && at < to)])].sort((a, b) => a - b);
    return points.slice(0, -1).map((a, i) => {
      const b = points[i + 1];
      return { text: part.text.slice(a - part.a, b - part.a), marks: marks.filter((each) => each.a < b && each.b > a), end: b };
    });
  }

  function dressed(run, mend) {
    const picked = run.marks.some((each) => current.has(each.mention.id));
    const classes = ["cl-run", run.marks.length ? `cl-${run.marks[0].mention.role}` : "", picked ? "cl-current" : "", mend ? "cl-mend" : "", mend && !run.text ? "cl-gone" : "", mend && mend === change ? "cl-shown" : ""];
    const made = el(run.marks.length ? "mark" : "span", { class: classes.filter(Boolean).join(" ") }, run.text);
    if (run.marks.length) {
      made.style.background = layers(run.marks, picked);
      made.title = run.marks.map((each) => hint(each.mention)).join("\n");
      const ends = run.marks.filter((each) => each.b === run.end).map((each) => say.code(each.mention.code));
      if (ends.length) made.dataset.label = ends.join(" ");
    }
    if (mend) made.title = [mendHint(mend), made.title].filter(Boolean).join("\n");
    made.runMarks = run.marks;
    made.runChange = mend;
    return made;
  }

  function hint(mention) {
    const wish = mention.status && mention.status !== "done" ? `（${say(`status.${mention.status}`)}）` : "";
    return `${say(`role.${mention.role}`)}·${say.code(mention.code)}${wish} ${mention.confidence.toFixed(2)} ${mention.rule}`;
  }

  function mendHint(mend) {
    const was = state.payload.text.slice(mend.a, mend.b);
    return `${mend.rules.map((rule) => say.maybe(`why.${rule}`, rule)).join(" ")}\n「${visible(was)}」→「${visible(mend.now)}」`;
  }

  life.on(scroller, "click", (event) => {
    const found = selectionIn(scroller);
    const run = event.target.closest(".cl-run");
    if (found || !run) return;
    if (run.runMarks.length) {
      const at = run.runMarks.findIndex((each) => current.has(each.mention.id));
      pick(run.runMarks[(at + 1) % run.runMarks.length].mention, event);
    } else if (run.runChange) pickChange(run.runChange);
  });
  const tell = later(() => { if (state) chose(spanOf(selectionIn(scroller))); }, 150);
  life.on(document, "selectionchange", () => tell());
  life.add(tell.cancel);

  // --- shown positions and raw positions ---

  function shownOffset(node, offset, range) {
    const at = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest(".cl-chunk");
    if (at && scroller.contains(at)) {
      return state.chunks[Number(at.dataset.n)].d + offsetWithin(at, node, offset);
    }
    const point = range.cloneRange();
    point.setStart(node, offset);
    point.collapse(true);
    const next = firstWhere(state.chunks, (chunk) => point.comparePoint(chunk.el, 0) >= 0);
    return next < state.chunks.length ? state.chunks[next].d : state.text.length;
  }

  /** The source span (code points) of a DOM range; what cleaning left out inside it is included, as in a true quote. */
  function spanOf(range) {
    if (!range || !state) return null;
    const from = shownOffset(range.startContainer, range.startOffset, range), to = shownOffset(range.endContainer, range.endOffset, range);
    if (to <= from) return null;
    const first = state.parts[firstWhere(state.parts, (part) => part.e > from)];
    const last = state.parts[firstWhere(state.parts, (part) => part.e >= to && part.e > part.d)];
    if (!first || !last) return null;
    const a = first.change ? first.a : first.a + from - first.d, b = last.change ? last.b : last.a + to - last.d;
    const start = state.map.points(a), end = state.map.points(b);
    return end > start ? { start: start + state.payload.start, end: end + state.payload.start, quote: state.payload.text.slice(state.map.units(start), state.map.units(end)) } : null;
  }

  /** Where a raw position is shown. */
  function shownAt(unit) {
    const part = state.parts[Math.min(state.parts.length - 1, firstWhere(state.parts, (each) => each.b > unit))];
    return part.change ? part.d : part.d + Math.min(part.text.length, Math.max(0, unit - part.a));
  }
  const chunkOf = (shown) => state.chunks[Math.max(0, firstWhere(state.chunks, (chunk) => chunk.d > shown) - 1)];
  const chunkAt = (unit) => chunkOf(shownAt(unit));

  /** Select a stretch (code points of the case) as a reader would with the mouse. */
  function choose(start, end) {
    reveal(start);
    const [from, to] = [start, end].map((point) => {
      const shown = shownAt(state.map.units(point)), chunk = chunkOf(shown);
      dress(chunk);
      return pointAt(chunk.el, shown - chunk.d);
    });
    document.getSelection().setBaseAndExtent(...from, ...to);
  }

  /** Bring a place (code point of the case) into the middle of the panel, without moving the page around it. */
  function reveal(start) {
    const chunk = chunkAt(state.map.units(start));
    if (!chunk) return;
    for (let tries = 0; tries < 3; tries += 1) {
      dress(chunk);
      const target = chunk.el.querySelector(".cl-current, .cl-shown") || chunk.el;
      const box = target.getBoundingClientRect(), frame = scroller.getBoundingClientRect();
      if (box.top >= frame.top + 8 && box.bottom <= frame.bottom - 8) return;
      const away = box.top - frame.top - frame.height / 3;
      if (Math.abs(away) < 2) return;
      scroller.scrollTop += away;
    }
  }

  return {
    element: scroller, show, mark, select, spanOf, choose,
    reveal,
    /** Mark one mend and bring it into view. */
    showChange(mend) { change = mend; redraw(); reveal(state.map.points(mend.a)); },
    changes: () => (state ? state.changes : []),
    mendHint,
    positions: () => state && state.map,
  };
}

/** The coloured bars under a run, one a lane; what is advised, demanded or for review is broken or pale. */
function layers(marks, picked) {
  const bars = marks.map(({ mention, lane }) => {
    const colour = `var(--cl-${mention.role})`;
    const ink = mention.suggested ? `repeating-linear-gradient(90deg, ${colour} 0 2px, transparent 2px 5px)`
      : mention.status && mention.status !== "done" ? `repeating-linear-gradient(90deg, ${colour} 0 6px, transparent 6px 9px)`
        : `linear-gradient(${colour}, ${colour})`;
    return `${ink} 0 calc(100% - (var(--cl-lanes, 0) - ${lane}) * ${LANE}px) / 100% 3px no-repeat`;
  });
  const solid = marks.find(({ mention }) => !mention.suggested);
  const tint = solid ? `color-mix(in srgb, var(--cl-${solid.mention.role}) ${picked ? "38%" : "var(--cl-mark)"}, transparent)` : picked ? "color-mix(in srgb, currentColor 16%, transparent)" : "transparent";
  return [...bars, `linear-gradient(${tint}, ${tint})`].join(", ");
}

/** Invisible characters by their names, so that a mend of a space can be seen. */
function visible(text) {
  return text.replace(/[\r\n\t \u00a0\u3000\u200b-\u200f\ufeff\u00ad]/g, (char) => ({ "\n": "⏎", "\r": "␍", "\t": "⇥", " ": "␣", "\u3000": "□" }[char] || "◌"));
}
