// The Coder in a page without a kernel: decisions are carried out here, kept in the browser, and handed back as a log that
// caselib reads as its own (one JSON object a line, the same ids). Records are not made anew where a border moves: caselib does that.

/** Answers requests as the kernel does: coderAlone(model)(request). `log()` is the log as text. */
function coderAlone(model) {
  const base = model.get("library"), first = model.get("work"), coder = model.get("coder");
  const store = `caselib-coder:${coder}:${sha256(JSON.stringify(model.get("toc")) + Object.values(base).map((desk) => `${desk.start}-${desk.end}-${desk.mentions.length}`).join())}`;
  let groups = [], undone = [], lines = [], tick = 0, made = new Map(), wanted = "";

  const now = () => { tick = (tick + 1) % 1000; return `${new Date().toISOString().slice(0, -1)}${String(tick).padStart(3, "0")}+00:00`; };
  const blank = (value) => value === "" || value === null || value === undefined;

  // --- events ---

  function mark(desk, start, end, key = {}) {
    const map = positions(desk.text), cut = (a, b) => map.slice(Math.max(0, a - desk.base), Math.max(0, Math.min(map.length, b - desk.base)));
    const told = { role: key.role, code: key.code, status: key.status, start, end, before: cut(start - 20, start), quote: cut(start, end), after: cut(end, end + 20) };
    return Object.fromEntries(Object.entries(told).filter(([, value]) => !blank(value)));
  }
  const markOf = (desk, mention) => mark(desk, mention.start, mention.end, mention);

  function event(kind, time, desk, more = {}) {
    const told = { format: 1, time, coder, kind, case: desk?.uid, doc: desk?.doc, ...more };
    const row = Object.fromEntries(Object.entries(told).filter(([, value]) => !blank(value)));
    return { format: 1, id: sha256(canonical(row)).slice(0, 12), ...row };
  }

  // --- replay ---

  const words = (text) => (text || "").replace(/\s+/g, "");
  const sameKey = (a, b) => a.role === b.role && a.code === b.code && (a.status || "") === (b.status || "");
  function draft(uid) {
    if (!made.has(uid)) made.set(uid, structuredClone(base[uid]));
    return made.get(uid);
  }
  const seen = (uid) => made.get(uid) || base[uid];
  function find(desk, at) {
    const same = desk.mentions.filter((each) => sameKey(each, at) && (words(each.quote) === words(at.quote) || (each.start < at.end && at.start < each.end)));
    return same.find((each) => each.start === at.start && each.end === at.end) || same[0];
  }
  function confirm(desk, told, at, found) {
    if (!found) { found = { id: `c${told.id.slice(0, 8)}` }; desk.mentions.push(found); }
    Object.assign(found, { role: at.role, code: at.code, status: at.status || "", start: at.start, end: at.end, quote: at.quote, rule: `coder:${coder}`, confidence: 1, suggested: false, coder });
  }
  function remove(desk, id) {
    desk.mentions = desk.mentions.filter((each) => each.id !== id);
    desk.links = desk.links.filter((link) => link.source !== id && link.target !== id);
  }
  function carryOut(told) {
    const desk = draft(told.case), { at, to } = told;
    if (told.kind === "span" || told.kind === "accept") {
      const found = find(desk, at);
      confirm(desk, told, at, found && (told.kind === "accept" || (found.start === at.start && found.end === at.end)) ? found : null);
    } else if (told.kind === "reject") {
      for (let gone = find(desk, at); gone; gone = find(desk, at)) remove(desk, gone.id);
    } else if (told.kind === "recode") {
      const found = find(desk, at);
      if (found && to.role !== at.role) desk.links = desk.links.filter((link) => link.source !== found.id && link.target !== found.id);
      confirm(desk, told, to, found);
    } else if (told.kind === "link" || told.kind === "unlink") {
      const from = find(desk, at), target = find(desk, to);
      if (!from || !target) return;
      desk.links = desk.links.filter((link) => link.source !== from.id || link.target !== target.id);
      if (told.kind === "link") desk.links.push({ source: from.id, target: target.id, basis: told.basis || "sequence", note: told.note || "", coder });
    } else if (told.kind === "memo") {
      desk.memos.push({ id: told.id, mention: at ? find(desk, at)?.id || "" : "", text: told.note, coder, time: told.time, own: true });
    } else if (told.kind === "border") {
      for (const [uid, span] of moved(told)) cut(draft(uid), span);
    }
  }

  /** New spans after a border moved: the case's, and those of neighbours that touch the old border or are cut into; null if one would be empty. */
  function moved(told) {
    const desk = seen(told.case), at = told.side === "start" ? told.to.start : told.to.end, found = [];
    found.push([desk.uid, told.side === "start" ? [at, desk.end] : [desk.start, at]]);
    const map = positions(desk.text), empty = (a, b) => !map.slice(Math.max(0, a - desk.base), Math.max(0, b - desk.base)).trim();
    for (const other of Object.keys(base).map(seen).filter((each) => each.doc === desk.doc && each.uid !== desk.uid)) {
      if (told.side === "start" && other.start < desk.start && (other.end > at || (other.end <= desk.start && empty(other.end, desk.start)))) found.push([other.uid, [other.start, at]]);
      if (told.side === "end" && other.start > desk.start && (other.start < at || (other.start >= desk.end && empty(desk.end, other.start)))) found.push([other.uid, [at, other.end]]);
    }
    return found.every(([, [a, b]]) => a < b) && !empty(...found[0][1]) ? found : null;
  }
  function cut(desk, [start, end]) {
    Object.assign(desk, { start, end });
    for (const gone of desk.mentions.filter((each) => each.start < start || each.end > end)) remove(desk, gone.id);
    for (const other of Object.keys(base)) {
      const entry = seen(other).others.findIndex((each) => each.uid === desk.uid);
      if (entry >= 0) Object.assign(draft(other).others[entry], { start, end });
    }
  }

  function replay() {
    made = new Map();
    const dropped = new Set(groups.flatMap((group) => group.events.filter((each) => each.kind === "undo").map((each) => each.of)));
    for (const group of groups) for (const each of group.events) if (each.kind !== "undo" && !dropped.has(each.id)) carryOut(each);
    for (const id of dropped) for (const uid of Object.keys(base)) if (seen(uid).memos.some((memo) => memo.id === id)) { const desk = draft(uid); desk.memos = desk.memos.filter((memo) => memo.id !== id); }
  }

  // --- what is left ---

  function told(group) {
    const each = group?.events[0];
    return each ? { kind: group.kind || each.kind, code: (each.to || each.at)?.code || "", words: (each.note || each.at?.quote || "").replace(/\s+/g, " ").slice(0, 24), case: each.case } : null;
  }
  function work() {
    const waits = first.queue.filter((item) => seen(item.uid).mentions.some((each) => each.id === item.id && !each.coder && sameKey(each, item)));
    const replaced = new Set(groups.flatMap((group) => group.events.map((each) => each.of).filter(Boolean)));
    const states = new Map(groups.filter((group) => group.row !== undefined).map((group) => [group.row, group.choice]));
    const queue = waits.filter((item) => !wanted || `${item.role}:${item.code}` === wanted);
    return { ...first, queue: queue.slice(0, 40), left: queue.length, all: waits.length, codes: [...new Set(waits.map((item) => `${item.role}:${item.code}`))].sort(),
      decided: first.decided + groups.reduce((sum, group) => sum + group.events.length, 0), undo: told(groups[groups.length - 1]), redo: told(undone[undone.length - 1]),
      precision: precision(), rows: first.rows.map((row) => ({ ...row, state: states.get(row.n) ?? row.state })), awaiting: first.awaiting.filter((each) => !replaced.has(each.id)) };
  }
  function precision() {
    const verdicts = new Map();
    for (const each of groups.flatMap((group) => group.events)) {
      if (!["accept", "reject", "recode"].includes(each.kind)) continue;
      const found = find(base[each.case], each.at);
      if (found && !found.coder) verdicts.set(`${each.case}/${found.id}`, [found, each.kind === "accept" || (each.kind === "recode" && sameKey(each.at, each.to))]);
    }
    const rows = new Map(first.precision.map((row) => [`${row.by} ${row.name}`, { ...row }]));
    for (const [mention, right] of verdicts.values()) {
      for (const [by, name] of [["rule", mention.rule], ["code", [mention.role, mention.code, mention.status].filter(Boolean).join(":")]]) {
        const row = rows.get(`${by} ${name}`) || { by, name, right: 0, reviewed: 0 };
        row.right += right ? 1 : 0;
        row.reviewed += 1;
        rows.set(`${by} ${name}`, row);
      }
    }
    return [...rows.values()].map(wilson).sort((a, b) => a.by.localeCompare(b.by) || b.reviewed - a.reviewed);
  }
  function wilson(row) {
    const n = row.reviewed, p = row.right / n, z = 1.959964, z2 = z * z;
    const middle = (p + z2 / (2 * n)) / (1 + z2 / n), half = (z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))) / (1 + z2 / n);
    return { ...row, share: p, low: Math.max(0, middle - half), high: Math.min(1, middle + half) };
  }

  // --- requests ---

  function decided(request) {
    const desk = seen(request.case), time = now(), by = (id) => desk.mentions.find((each) => each.id === id);
    const found = by(request.mention);
    const key = { role: request.role, code: request.code, status: request.status || "" };
    switch (request.kind) {
      case "code": return [event("span", time, desk, { at: mark(desk, request.start, request.end, key) })];
      case "accept": case "reject": return found ? [event(request.kind, time, desk, { at: markOf(desk, found) })] : [];
      case "recode": return found ? [event("recode", time, desk, { at: markOf(desk, found), to: mark(desk, request.start ?? found.start, request.end ?? found.end, key) })] : [];
      case "link": {
        const ends = [by(request.source), by(request.target)];
        return [...ends.filter((each) => each.suggested).map((each) => event("accept", time, desk, { at: markOf(desk, each) })),
          event("link", time, desk, { basis: request.basis, at: markOf(desk, ends[0]), to: markOf(desk, ends[1]), note: request.note })];
      }
      case "unlink": return [event("unlink", time, desk, { at: markOf(desk, by(request.source)), to: markOf(desk, by(request.target)) })];
      case "memo": return [event("memo", time, desk, { at: found ? markOf(desk, found) : null, note: request.note })];
      case "drop": return [event("undo", time, desk, { of: request.event })];
      case "place": {
        const lost = first.awaiting.find((each) => each.id === request.event);
        return [event(lost.kind === "memo" ? "memo" : "span", time, desk, { at: mark(desk, request.start, request.end, lost), note: lost.note, of: lost.id })];
      }
      case "border": {
        const was = request.side === "start" ? desk.start : desk.end, edge = (at) => (request.side === "start" ? mark(desk, at, Math.min(at + 20, desk.base + positions(desk.text).length)) : mark(desk, Math.max(desk.base, at - 20), at));
        const told_ = event("border", time, desk, { side: request.side, at: edge(was), to: edge(request.to) });
        if (!moved(told_)) throw new Error(model.get("lang") === "zh" ? "边界会使一个案例变空；请划在别处。" : "the border would leave a case without text; choose a place further out");
        return [told_];
      }
      case "resolve": {
        const row = first.rows.find((each) => each.n === request.row), keeps = { a: [true, false], b: [false, true], both: [true, true] }[request.choice] || [false, false];
        const settled = [row.a, row.b].flatMap((each, i) => (each ? [event(keeps[i] ? "accept" : "reject", time, desk, { at: markOf(desk, each) })] : []));
        const there = row.a || row.b;
        return request.choice === "other" ? [...settled, event("span", time, desk, { at: mark(desk, there.start, there.end, key) })] : settled;
      }
      default: return [];
    }
  }

  function answer(request) {
    const reply = { n: request.n };
    let uid = request.case || model.get("desk").uid, chosen = null;
    try {
      if (request.kind === "open") { uid = request.case; chosen = request.mention || ""; }
      else if (request.kind === "wanted") wanted = request.wanted;
      else if (request.kind === "undo" || request.kind === "redo") {
        const [from, to] = request.kind === "undo" ? [groups, undone] : [undone, groups], group = from.pop();
        reply.done = group ? request.kind : "nothing";
        if (group) {
          to.push(group);
          const time = now();
          for (const each of request.kind === "undo" ? [...group.events].reverse() : group.events) lines.push(event(request.kind, time, seen(each.case), { of: each.id }));
          replay();
          uid = group.events[0].case || uid;
          chosen = group.events.map((each) => each.at && find(seen(uid), each.at)?.id).find(Boolean) || "";
        }
      } else {
        const hangs = request.kind === "reject" ? seen(uid).links.filter((link) => [link.source, link.target].includes(request.mention)) : [];
        if (hangs.length && !request.sure) Object.assign(reply, { ask: "links", count: hangs.length, mention: request.mention });
        else {
          const events = decided(request);
          if (events.length) { groups.push({ events, kind: request.kind === "code" ? "span" : request.kind, ...(request.kind === "resolve" ? { row: request.row, choice: request.choice } : {}) }); undone = []; lines.push(...events); }
          replay();
          reply.done = events.length ? request.kind : "nothing";
          const last = events[events.length - 1];
          if (request.queue !== undefined) { const items = work().queue; const next = items[Math.min(request.queue, items.length - 1)]; uid = next ? next.uid : uid; chosen = next ? next.id : ""; }
          else if (last && ["span", "accept", "recode"].includes(last.kind)) chosen = find(seen(uid), last.to || last.at)?.id || "";
          else if (request.kind === "reject") chosen = "";
        }
      }
      keep();
    } catch (error) { reply.error = error.message; }
    model.set("desk", seen(uid));
    model.set("work", work());
    if (chosen !== null) model.set("selected", chosen ? [`${uid}/${chosen}`] : []);
    model.set("reply", reply);
  }

  const text = () => lines.map((line) => `${JSON.stringify(line)}\n`).join("");
  function keep() { try { localStorage.setItem(store, JSON.stringify({ groups, undone, lines })); } catch { /* a browser that keeps nothing for files: the log can still be downloaded */ } }
  try {
    const kept = JSON.parse(localStorage.getItem(store) || "null");
    if (kept) { ({ groups, undone, lines } = kept); replay(); answer.kept = groups.length; model.set("desk", seen(model.get("desk").uid)); }
  } catch { groups = []; undone = []; lines = []; made = new Map(); }
  model.set("work", work());
  answer.log = text;
  return answer;
}

/** JSON as Python's json.dumps(value, sort_keys=True) writes it: what ids are made from. */
function canonical(value) {
  if (typeof value === "string") return `"${value.replace(/[\\"]/g, "\\$&").replace(/[^ -~]/g, (unit) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f" }[unit] || `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`))}"`;
  if (value && typeof value === "object") return `{${Object.keys(value).sort().map((name) => `${canonical(name)}: ${canonical(value[name])}`).join(", ")}}`;
  return String(value);
}

/** SHA-256 (FIPS 180-4) of a text's UTF-8 bytes, in hex; the browser's own is not there for pages opened from disk. */
function sha256(text) {
  const root = (n, power) => { const value = n ** (1 / power); return Math.floor((value - Math.floor(value)) * 0x100000000) >>> 0; };
  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const constants = primes.map((prime) => root(prime, 3)), state = primes.slice(0, 8).map((prime) => root(prime, 2));
  const bytes = new TextEncoder().encode(text), data = new Uint8Array((((bytes.length + 8) >> 6) + 1) * 64);
  data.set(bytes);
  data[bytes.length] = 0x80;
  const view = new DataView(data.buffer);
  view.setUint32(data.length - 8, Math.floor(bytes.length / 0x20000000));
  view.setUint32(data.length - 4, (bytes.length << 3) >>> 0);
  const turn = (x, n) => (x >>> n) | (x << (32 - n)), w = new Uint32Array(64);
  for (let at = 0; at < data.length; at += 64) {
    for (let i = 0; i < 16; i += 1) w[i] = view.getUint32(at + i * 4);
    for (let i = 16; i < 64; i += 1) {
      const a = w[i - 15], b = w[i - 2];
      w[i] = w[i - 16] + (turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)) + w[i - 7] + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10));
    }
    let [a, b, c, d, e, f, g, h] = state;
    for (let i = 0; i < 64; i += 1) {
      const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + constants[i] + w[i]) | 0;
      const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((value, i) => { state[i] = (state[i] + value) >>> 0; });
  }
  return state.map((value) => value.toString(16).padStart(8, "0")).join("");
}
