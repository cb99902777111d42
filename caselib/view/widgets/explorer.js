// The Explorer: cause → action → outcome as a graph, as bands, or as a table. Clicks lead to the sentences; filters show numbers counted for them.

const MOST_LINES = 60; // edges shown at first: as many as the static figure draws
const MOST_CELLS = 260; // cells shown at first
const Q_STEPS = [null, 0.25, 0.1, 0.05, 0.01, 0.001];
const LIFT_STEPS = [0, 1, 1.2, 1.5, 2, 3, 5];
const TABLES = { ca: ["cause", "action"], ao: ["action", "outcome"], co: ["cause", "outcome"], ci: ["cause", "industry"], ai: ["action", "industry"], oi: ["outcome", "industry"] };
const WAYS = { cao: ["cause", "action", "outcome"], co: ["cause", "outcome"], ca: ["cause", "action"], ao: ["action", "outcome"] };
const TRAITS = ["parts", "status", "industry", "form", "way", "table", "least", "most_q", "least_lift", "positions"];

function render({ model, el: host }) {
  let ended = () => {};
  const begin = () => { host.replaceChildren(); ended = explorer(model, host); };
  const restart = () => { ended(); begin(); };
  begin();
  model.on("change:lang", restart);
  return () => { model.off("change:lang", restart); ended(); };
}

function explorer(model, host) {
  const life = lifetime(), say = speaker(model), pool = poolOf(model);
  const root = frame(host, model, { name: "explorer", label: say("explorer.view"), life });
  measureIn(root);
  const label = (node) => (node ? node[say.lang()] || node.code : "");
  const industryLabel = (code) => { const found = pool.industries.find((each) => each[0] === code); return found ? found[say.lang() === "zh" ? 1 : 2] : code; };
  const words = speakOf(say, label, industryLabel, pool);
  const find = finder(pool);
  const byCase = new Map();
  for (const mention of pool.mentions) { if (!byCase.has(mention.case)) byCase.set(mention.case, []); byCase.get(mention.case).push(mention); }

  const layer = svg("g", { class: "ex-scene" });
  const picture_ = svg("svg", { class: "ex-svg", role: "group", "aria-label": say("explorer.picture") }, arrows(), layer);
  const empty = el("p", { class: "ex-empty", hidden: true });
  const stage = el("div", { class: "ex-stage" }, picture_, empty);
  const level = el("span", { class: "cl-quiet ex-level" });
  const eye = camera(stage, layer, life, (k) => { level.textContent = `${Math.round(100 * k)}%`; });
  const act = { edge: (id, focus) => select([id], focus), node: (id, focus) => select([id], focus), open: openRow, read };
  const panel = evidencePanel({ pool, say, act, announce: root.announce });
  const legend = el("div", { class: "ex-legend" });
  const note = el("p", { class: "cl-quiet ex-small ex-note" });
  const controls = toolbar({ model, say, pool, life, industryLabel, label, set, act: { search, fit: () => eye.fit(), zoom: eye.zoom, tidy, save, language: () => push(model, "lang", say.lang() === "zh" ? "en" : "zh") }, level });
  root.append(controls.root, el("div", { class: "ex-main" }, el("div", { class: "ex-left" }, stage, legend, note), panel.root));
  caseDrawer(root, model, { say, life });

  let scene = null, parts = new Map(), part = null, shown = [], lit = null, reading = null, told = null, query = "", orderedFor = null, lists = [];

  // --- what is shown -----------------------------------------------------------------------------------------------------------

  function set(name, value) { push(model, name, value); }

  function current() {
    return partOf(model, pool, model.get("status"), model.get("industry"));
  }

  function refresh() {
    part = current();
    const busy = !part || (isTable() && needsAll() && !allParts());
    root.classList.toggle("ex-busy", busy);
    if (busy) { wait(); controls.update(part, [], null); return; }
    const roles = columnsNow();
    const edges = part.edges.filter((edge) => isTable() ? edge.source.role === roles[0] && edge.target.role === roles[1] : steps(roles, edge));
    const bounds = boundsOf(isTable() && needsAll() ? industryCells() : edges, model);
    shown = edges.filter((edge) => passes(edge, bounds));
    if (bounds.automatic && !isTable()) shown = strongest(shown, MOST_LINES / 2);
    scene = isTable() ? tableScene(bounds) : lineScene(edges, roles);
    draw();
    const amount = isTable() ? scene.cells.length : shown.length;
    controls.update(part, isTable() && needsAll() ? industryCells() : edges, bounds, amount, Math.min(...shown.map((edge) => edge.n)));
    empty.hidden = amount > 0;
    empty.textContent = say("explorer.nothing");
    showLegend();
    showSelection();
  }

  function wait() {
    empty.hidden = false;
    empty.textContent = say(model.get("standalone") ? "widget.not_in_page" : "explorer.counting");
    if (model.get("standalone")) return;
    ask(model, isTable() && needsAll() ? { kind: "parts", status: model.get("status") } : { kind: "part", status: model.get("status"), industry: model.get("industry") });
  }

  const isTable = () => model.get("form") === "matrix";
  const needsAll = () => (TABLES[model.get("table")] || [])[1] === "industry";
  const allParts = () => pool.industries.every(([code]) => partOf(model, pool, model.get("status"), code));
  const columnsNow = () => isTable() ? TABLES[model.get("table")] || TABLES.ca : WAYS[model.get("way")] || WAYS.cao;
  const steps = (roles, edge) => roles.indexOf(edge.target.role) === roles.indexOf(edge.source.role) + 1 && roles.includes(edge.source.role);

  function lineScene(edges, roles) {
    const tag = `${model.get("status")}|${model.get("industry")}|${model.get("way")}`;
    if (orderedFor !== tag) { lists = orders(edges, roles); orderedFor = tag; }
    const flow = model.get("form") === "flow";
    return columnScene({ edges: shown, part, lists, columns: roles, width: Math.max(320, stage.clientWidth), label, flow, moved: (model.get("positions") || {})[flow ? "flow" : "graph"] || {}, end: (role) => say(`role.${role}`) });
  }

  function tableScene(bounds) {
    const cells = needsAll() ? industryCells().filter((cell) => cell.n >= bounds.least) : shown.map((edge) => edgeCell(edge, part, pool));
    return matrixScene({ cells, rowLabel: label, columnLabel: (column) => (column.code ? label(column) : industryLabel(column)), width: Math.max(320, stage.clientWidth), least: pool.least });
  }

  function industryCells() {
    const [role] = TABLES[model.get("table")];
    return pool.industries.flatMap(([industry]) => {
      const own = partOf(model, pool, model.get("status"), industry);
      return own ? [...own.nodes.values()].filter((entry) => entry.node.role === role).map((entry) => entryCell(entry, industry, own, pool)) : [];
    });
  }

  function draw() {
    const held = root.getRootNode().activeElement?.closest?.("[data-id]")?.dataset.id;
    const wide = stage.clientWidth;
    const k = Math.max(leastZoom(scene), Math.min(1, wide / scene.width));
    const high = Math.round(Math.max(240, Math.min(wide < 520 ? 900 : 740, scene.height * k + 8)));
    stage.style.height = `${high}px`;
    parts = drawScene(scene, layer, words);
    eye.refit(scene, [wide, high]);
    const stop = parts.get(held) || [...parts.values()].find((made) => !made.classList.contains("ex-line"));
    if (stop) stop.setAttribute("tabindex", "0");
    if (held && parts.get(held)) parts.get(held).focus({ preventScroll: true });
  }

  // --- selection ---------------------------------------------------------------------------------------------------------------

  function select(ids, focus = false) {
    reading = null;
    push(model, "selected", ids, 30);
    if (focus) panel.focus();
  }

  function showSelection() {
    const [id, ...keys] = model.get("selected") || [];
    light(id);
    if (reading || (!id && query)) { told = null; return; }
    // A threshold hides lines; what is told of the selected one stays as it is, and where it was scrolled to.
    if (id && told && told.id === id && told.part === part && told.keys === keys.join()) return;
    told = { id, part, keys: keys.join() };
    if (!id || !part) { panel.overview(isTable() && needsAll() ? [] : shown, say(isTable() ? "explorer.hint_table" : "explorer.hint"), say("explorer.keys")); return; }
    const edge = part.byId.get(id), entry = part.nodes.get(pool.byCode.get(id));
    const [code, industry] = id.split(WITHIN);
    const within = industry ? partOf(model, pool, model.get("status"), industry) : null;
    if (edge) panel.edge(edge, part);
    else if (within && within.nodes.get(pool.byCode.get(code))) panel.cell(industryLabel(industry), within.nodes.get(pool.byCode.get(code)), within);
    else if (entry) panel.node(entry, part, part.edges);
    else { panel.overview([], say("explorer.not_here"), ""); return; }
    if (keys.length) { const rows = rowsNow(); const row = rows.flat().find((each) => each.mentions.every((m, i) => m.key === keys[i])); if (row) read(row.mentions[0].case, row.mentions, null, rows.find((group) => group.includes(row)), row); }
  }

  function rowsNow() {
    const [id] = model.get("selected") || [];
    const edge = part?.byId.get(id);
    if (edge) return grouped(edgeRows(edge, pool));
    const [code, industry] = (id || "").split(WITHIN);
    const own = industry ? partOf(model, pool, model.get("status"), industry) : part;
    const entry = own?.nodes.get(pool.byCode.get(code));
    return entry ? grouped(nodeRows(entry, pool)) : [];
  }

  function openRow(row) {
    const [id] = model.get("selected") || [];
    const rows = rowsNow();
    push(model, "selected", [...(id ? [id] : []), ...row.mentions.map((m) => m.key)], 30);
    read(row.mentions[0].case, row.mentions, null, rows.find((group) => group.includes(row)), row);
  }

  /** A case's text in the panel; the kernel is told which. */
  function read(owner, mentions, word, group, row) {
    const rows = row ? rowsNow().flat() : [];
    const index = row ? rows.findIndex((each) => each.mentions.every((m, i) => m === row.mentions[i])) : -1;
    const step = (to) => (to >= 0 && to < rows.length ? () => openRow(rows[to]) : null);
    reading = { owner, row };
    told = null;
    panel.read(owner, byCase.get(owner), mentions, { back: close, word, steps: row ? [step(index - 1), step(index + 1)] : null });
    if (!model.get("standalone")) ask(model, { kind: "open", case: owner.uid, mention: mentions[0]?.id || "" });
    root.announce(say("explorer.said_read", { title: owner.title || say("case.untitled") }));
  }

  function close() {
    const row = reading?.row;
    reading = told = null;
    const [id] = model.get("selected") || [];
    if (!row && query) { search(query); return; }
    push(model, "selected", id ? [id] : [], 30);
    showSelection();
    if (row) panel.focusRow(row.mentions.map((m) => m.key).join(" "));
  }

  function light(id, hovered = false) {
    lit = id;
    picture_.classList.toggle("ex-lit", Boolean(id && parts.get(id)));
    const near = new Set(id ? nearOf(id) : []);
    for (const [key, made] of parts) {
      made.classList.toggle("lit", near.has(key));
      if (!hovered) { made.classList.toggle("picked", key === id); made.setAttribute("aria-pressed", String(key === id)); }
    }
  }

  function nearOf(id) {
    if (isTable()) return [id];
    const edge = part.byId.get(id);
    if (edge) return [id, edge.source.code, edge.target.code];
    return [id, ...shown.filter((each) => each.source.code === id || each.target.code === id).flatMap((each) => [each.id, each.source.code, each.target.code])];
  }

  // --- search ------------------------------------------------------------------------------------------------------------------

  /** Mark the codes that are called so, and list the places in the texts; a case that is being read stays open where `quietly`. */
  function search(typed, quietly = false) {
    query = typed.trim();
    for (const made of parts.values()) made.classList.remove("found");
    picture_.classList.toggle("ex-searching", Boolean(query));
    if (!query) { if (!reading) showSelection(); return; }
    const sought = pool.fold(query);
    const nodes = [...part.nodes.values()].filter(({ node }) => pool.fold([node.zh, node.en, node.code].join("\n")).includes(sought)).sort((a, b) => b.n - a.n);
    for (const { node } of nodes) parts.get(node.code)?.classList.add("found");
    if (quietly && (reading || told)) return;
    reading = told = null;
    const industry = model.get("industry");
    panel.hits(query, nodes, find(query, (owner) => !industry || owner.industry === industry, 40), byCase);
  }

  // --- mouse and touch ---------------------------------------------------------------------------------------------------------

  let grip = null, dragged = false;
  const owner = (event) => event.target.closest?.("[data-id]");
  life.on(stage, "pointerdown", (event) => {
    if (event.button > 0) return;
    dragged = false;
    eye.begin(event);
    const made = owner(event);
    const place = made && scene?.nodes?.get(pool.byCode.get(made.dataset.id));
    grip = { id: event.pointerId, x: event.clientX, y: event.clientY, place, made };
  });
  life.on(stage, "pointermove", (event) => {
    if (!grip || grip.id !== event.pointerId) { eye.move(event); return; }
    const dx = event.clientX - grip.x, dy = event.clientY - grip.y;
    if (!dragged && Math.hypot(dx, dy) < 4) return;
    if (!dragged) { dragged = true; stage.setPointerCapture(event.pointerId); stage.classList.add("ex-dragging"); if (grip.place) grip.from = [grip.place.x, grip.place.y]; }
    if (grip.place) drag(grip.place, grip.from[0] + dx / eye.view.k, grip.from[1] + dy / eye.view.k);
    else eye.move(event);
  });
  life.on(stage, "pointerup pointercancel", (event) => {
    eye.end(event);
    stage.classList.remove("ex-dragging");
    if (grip && dragged && grip.place) keep(grip.place);
    grip = null;
  });
  life.on(stage, "click", (event) => {
    if (dragged) { dragged = false; return; }
    const made = owner(event);
    if (made) select([made.dataset.id]);
    else if (!query) select([]);
  });
  life.on(stage, "pointerover", (event) => { if (grip && dragged) return; const made = owner(event); if (made && made.dataset.id !== lit) { light(made.dataset.id, true); hint(made); } });
  life.on(stage, "pointerleave", () => light((model.get("selected") || [])[0], true));
  life.on(stage, "pointerout", (event) => { if (!event.relatedTarget?.closest?.("[data-id]")) light((model.get("selected") || [])[0], true); });

  /** What a pointer rests on says its whole name; made when it is wanted, for most are never pointed at. */
  function hint(made) {
    if (!made.querySelector("title")) made.prepend(svg("title", {}, made.getAttribute("aria-label")));
  }

  function drag(place, x, y) {
    Object.assign(place, { x: Math.max(0, Math.min(scene.width - place.w, x)), y: Math.max(0, y) });
    parts.get(place.node.code).setAttribute("transform", translated(place));
    const mine = lined(shown, scene.nodes, scene.thick);
    for (const line of mine) if (line.edge.source === place.node || line.edge.target === place.node) moveLine(parts.get(line.edge.id), line, scene.kind === "flow");
    scene.lines = mine;
  }

  function keep(place) {
    const moved = model.get("positions") || {};
    const spot = [Math.round((1000 * place.x) / Math.max(1, scene.width - scene.box)) / 1000, Math.round(place.y)];
    push(model, "positions", { ...moved, [scene.kind]: { ...moved[scene.kind], [place.node.code]: spot } });
  }

  function tidy() { push(model, "positions", {}); push(model, "least", 0); eye.fit(); }

  // --- keys --------------------------------------------------------------------------------------------------------------------

  const focusPart = (id) => {
    const made = parts.get(id);
    if (!made) return;
    for (const each of parts.values()) each.setAttribute("tabindex", each === made ? "0" : "-1");
    made.focus({ preventScroll: true });
    const spot = spotOf(id);
    if (spot) eye.show(spot);
  };
  function spotOf(id) {
    if (scene.kind === "matrix") return scene.cells.find((cell) => cell.id === id) || null;
    const place = scene.nodes.get(pool.byCode.get(id));
    const line = place ? null : scene.lines.find((each) => each.edge.id === id);
    return place || (line && { x: (line.x0 + line.x1) / 2, y: (line.y0 + line.y1) / 2, w: 0, h: 0 });
  }
  /** The nearest box or cell in a direction. */
  function beside(id, dx, dy) {
    const from = spotOf(id);
    if (!from) return null;
    const spots = scene.kind === "matrix" ? scene.cells.map((cell) => [cell.id, cell]) : [...scene.nodes].map(([node, place]) => [node.code, place]);
    let best = null, least = Infinity;
    for (const [other, spot] of spots) {
      const [x, y] = [spot.x + spot.w / 2 - from.x - from.w / 2, spot.y + spot.h / 2 - from.y - from.h / 2];
      const along = x * dx + y * dy, across = Math.abs(x * dy) + Math.abs(y * dx);
      if (other !== id && along > 2 && along + 3 * across * (dx ? 0.5 : 2) < least) { least = along + 3 * across * (dx ? 0.5 : 2); best = other; }
    }
    return best;
  }
  const arrow = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
  life.on(stage, "keydown", (event) => {
    const name = keyName(event), id = owner(event)?.dataset.id;
    const [held, key] = name.includes("+") && name !== "+" ? name.split("+") : ["", name];
    if (id && arrow[name]) { const next = beside(id, ...arrow[name]); if (next) focusPart(next); }
    else if (arrow[key] && held === "Shift") eye.pan(-60 * arrow[key][0], -60 * arrow[key][1]);
    else if (id && arrow[key] && held === "Alt" && scene.nodes?.get(pool.byCode.get(id))) {
      const place = scene.nodes.get(pool.byCode.get(id));
      drag(place, place.x + 12 * arrow[key][0], place.y + 12 * arrow[key][1]);
      keep(place);
    } else if (id && (name === "Enter" || name === " ")) select([id], true);
    else if (id && (name === "e" || name === "E") && scene.kind !== "matrix") alongLines(id, name === "e" ? 1 : -1);
    else if (name === "+" || name === "=") eye.zoom(1.2);
    else if (name === "-") eye.zoom(1 / 1.2);
    else if (name === "0") eye.fit();
    else return;
    event.preventDefault();
  });
  let walking = null;
  function alongLines(id, step) {
    const edge = part.byId.get(id);
    if (!edge) walking = id;
    const lines = shown.filter((each) => each.source.code === walking || each.target.code === walking).sort((a, b) => b.n - a.n);
    const at = edge ? lines.indexOf(edge) + step : 0;
    if (lines.length) focusPart(at >= 0 && at < lines.length ? lines[at].id : walking);
  }
  keymap(root, {
    "/": () => controls.search.focus(),
    Escape: () => {
      if (reading) { close(); return true; }
      if (query) { controls.search.value = ""; search(""); return true; }
      if ((model.get("selected") || []).length) { const [id] = model.get("selected"); select([]); focusPart(id); return true; }
      return false;
    },
  }, life);

  // --- taking along --------------------------------------------------------------------------------------------------------------

  async function save(kind) {
    const name = `caselib-${model.get("form")}-${model.get("status")}${model.get("industry") ? `-${model.get("industry")}` : ""}`;
    if (kind === "csv") { download(`${name}.csv`, commaSeparated(tableRows()), "text/csv;charset=utf-8"); return; }
    const drawn = picture(root, scene, layer, { title: pictureTitle(), legend: legendItems().map(([kind, key]) => [kind, say(key)]), notes: [cutBy(), note.textContent], font: await fontOf(model) });
    if (kind === "svg") download(`${name}.svg`, drawn, "image/svg+xml");
    else download(`${name}.png`, await pixels(drawn), "image/png");
    root.announce(say("explorer.saved"));
  }

  const pictureTitle = () => [say(isTable() ? `explorer.table_${model.get("table")}` : `explorer.way_${model.get("way")}`), say(`status.${model.get("status")}`), model.get("industry") ? industryLabel(model.get("industry")) : say("explorer.all_industries")].join(" · ");

  /** What is selected as rows; where nothing is, all that is shown. */
  function tableRows() {
    const groups = rowsNow();
    const head = ["explorer.col_edge", "explorer.clusters", "explorer.col_case", "explorer.col_title", "explorer.col_words", "explorer.col_words2", "explorer.col_basis", "explorer.col_doc", "explorer.col_place"].map((key) => say(key));
    const cells = scene.kind === "matrix" ? scene.cells : [];
    const all = groups.length ? [[nameOf(model.get("selected")[0]), groups]] : cells.length ? cells.map((cell) => [words.pair(cell), grouped(cell.rows())]) : shown.map((edge) => [nameOf(edge.id), grouped(edgeRows(edge, pool))]);
    return [head, ...all.flatMap(([name, found]) => found.flatMap((group) => group.map(({ mentions: [one, other], basis }) =>
      [name, found.length, one.case.id, one.case.title, wordsOf(one.case, one.start, one.end), other ? wordsOf(other.case, other.start, other.end) : "", basis && say(`explorer.basis_${basis}`), one.case.doc, one.place])))];
  }

  function nameOf(id) {
    const edge = part.byId.get(id);
    if (edge) return `${label(edge.source)} → ${label(edge.target)}`;
    const [code, industry] = id.split(WITHIN);
    return industry ? `${label(pool.byCode.get(code))} × ${industryLabel(industry)}` : label(pool.byCode.get(code));
  }

  // --- legend --------------------------------------------------------------------------------------------------------------------

  function legendItems() {
    if (!isTable()) return [["ex-key ex-tested", "explorer.tested"], ["ex-key ex-plain", "explorer.plain"], ["ex-key ex-few", "explorer.few"]];
    const ends = END_NAMES.map((end) => [`ex-swatch ex-${end}`, `explorer.end_${end}`]);
    return needsAll() ? ends : [...ends, ["ex-swatch ex-frame", "explorer.tested_cell"], ["ex-swatch ex-pale", "explorer.few_cell"]];
  }
  /** How many of how many are shown, and by which thresholds. */
  function cutBy() {
    const least = model.get("least"), q = model.get("most_q"), lift = model.get("least_lift");
    return [controls.amount(), least ? `${say("explorer.least")} ≥ ${least}` : `${say("explorer.least")} ${say("explorer.automatic")}`,
      q < 1 && `q ≤ ${q}`, lift > 0 && `${say("explorer.least_lift")} ≥ ${lift}`].filter(Boolean).join(" · ");
  }
  function showLegend() {
    legend.replaceChildren(...legendItems().map(([kind, key]) => el("span", { class: "ex-item" }, el("span", { class: kind, "aria-hidden": "true" }), say(key))));
    note.textContent = say(isTable() ? "explorer.note_table" : "explorer.note", { clusters: part.n_clusters, cases: part.n_cases, docs: part.n_docs, stamp: part.settings });
  }

  // --- life ----------------------------------------------------------------------------------------------------------------------

  const soon = framed(() => { refresh(); if (query && part) search(query, true); });
  for (const name of TRAITS) life.on(model, `change:${name}`, soon);
  life.on(model, "change:selected", () => { if (!reading || reading.row === undefined) showSelection(); else light((model.get("selected") || [])[0]); });
  let width = 0;
  const size = new ResizeObserver(framed(() => { if (Math.abs(stage.clientWidth - width) > 2) { width = stage.clientWidth; refresh(); eye.fit(scene || undefined); } }));
  size.observe(stage);
  life.add(() => size.disconnect());
  refresh();
  return () => life.end();
}

// --- helpers -------------------------------------------------------------------------------------------------------------------------

const POOLS = new WeakMap();

function poolOf(model) {
  const told = model.get("pool");
  if (!POOLS.has(told)) POOLS.set(told, readPool(told));
  return POOLS.get(told);
}

const PARTS = new WeakMap();

/** The graph of a choice, unpacked once; nothing where it has not been counted yet. */
function partOf(model, pool, status, industry) {
  const told = (model.get("parts") || {})[`${status}|${industry}`];
  if (!told) return null;
  if (!PARTS.has(told)) PARTS.set(told, readPart(told, pool));
  return PARTS.get(told);
}

/** The thresholds in force. Until a person chooses, a table shows a readable number of cells, a picture the strongest lines of each side. */
function boundsOf(edges, model) {
  const counts = [...new Set(edges.map((edge) => edge.n))].sort((a, b) => a - b);
  const chosen = model.get("least") || 0;
  const many = model.get("form") === "matrix" ? counts.find((n) => edges.filter((edge) => edge.n >= n).length <= MOST_CELLS) : 1;
  return { least: chosen || many || 1, automatic: !chosen, counts, q: model.get("most_q"), lift: model.get("least_lift") || 0 };
}

/** The `most` edges with most clusters of each pair of roles: else the few outcomes, which gather most, would crowd the causes out. */
function strongest(edges, most) {
  const taken = new Map();
  return [...edges].sort((a, b) => b.n - a.n || (a.id < b.id ? -1 : 1)).filter((edge) => {
    const n = (taken.get(edge.source.role) || 0) + 1;
    taken.set(edge.source.role, n);
    return n <= most;
  });
}

function passes(edge, { least, q, lift }) {
  if (edge.n < least) return false;
  if (q !== null && q !== undefined && q < 1 && (edge.q === null || edge.flags.includes("too_few") || edge.q > q)) return false;
  return !lift || (edge.rich !== null && edge.rich.lift >= lift);
}

function endsOf(groups, part) {
  const ends = { good: 0, mixed: 0, bad: 0, untold: 0 };
  for (const [row] of groups) ends[part.ends.get(row.mentions[0].case.cluster) || "untold"] += 1;
  return ends;
}

function edgeCell(edge, part, pool) {
  const rows = () => edgeRows(edge, pool);
  edge.ends = edge.ends || endsOf(grouped(rows()), part);
  return { id: edge.id, row: edge.source, column: edge.target, n: edge.n, strength: edge.strength, ends: edge.ends, rows };
}

function entryCell(entry, industry, part, pool) {
  const rows = () => nodeRows(entry, pool);
  entry.ends = entry.ends || endsOf(grouped(rows()), part);
  return { id: entry.node.code + WITHIN + industry, row: entry.node, column: industry, n: entry.n, strength: "plain", ends: entry.ends, rows };
}

/** How things are named aloud. */
function speakOf(say, label, industryLabel, pool) {
  const pair = (cell) => `${label(cell.row)} × ${cell.column.code ? label(cell.column) : industryLabel(cell.column)}`;
  const colon = () => (say.lang() === "zh" ? "：" : ": ");
  return {
    pair,
    edge: (edge) => `${label(edge.source)} → ${label(edge.target)}${colon()}${say("explorer.n_clusters", { n: edge.n })}${say.lang() === "zh" ? "，" : ", "}${say(`explorer.${edge.strength}`)}`,
    node: (node, n) => `${label(node)}（${say(`role.${node.role}`)}）${colon()}${say("explorer.n_clusters", { n })}`,
    cell: (cell) => `${pair(cell)}${colon()}${say("explorer.n_clusters", { n: cell.n })}${say.lang() === "zh" ? "；" : "; "}${END_NAMES.filter((end) => cell.ends[end]).map((end) => `${say(`explorer.end_${end}`)} ${cell.ends[end]}`).join(say.lang() === "zh" ? "，" : ", ")}`,
    name: (code) => (pool.byCode.has(code) ? label(pool.byCode.get(code)) : industryLabel(code)),
  };
}

/** The whole case below the picture, where a kernel is there to give it. */
function caseDrawer(root, model, { say, life }) {
  if (model.get("standalone") || typeof casePanel !== "function") return;
  const inside = el("div", {});
  const shut = () => { drawer.hidden = true; root.querySelector(".ex-back")?.focus(); };
  const drawer = el("section", { class: "ex-drawer", "aria-label": say("explorer.whole"), hidden: true }, el("div", { class: "ex-drawer-bar" }, say("explorer.whole"), button(say("widget.close"), shut)), inside);
  root.append(drawer);
  // The panel marks what is selected of its case; the edge or code that led there stays selected.
  const facade = {
    get: (name) => (name === "selected" ? (model.get("selected") || []).slice(1) : name === "passage" ? {} : model.get(name)),
    set(name, value) { if (name === "selected") model.set("selected", [...(model.get("selected") || []).slice(0, 1), ...value]); },
    save_changes: () => model.save_changes(),
    on: (event, listener) => model.on(event, listener),
    off: (event, listener) => model.off(event, listener),
    send: (request) => model.send(request),
  };
  let panel = null;
  life.on(model, "change:opened", () => {
    const payload = model.get("opened");
    if (!payload || !payload.uid) return;
    drawer.hidden = false;
    panel = panel || casePanel(inside, facade, { say, life, root, look: freshLook(), keys: inside });
    panel.open(payload);
  });
}

/** The web font for pictures: in the page, or asked of the kernel. */
async function fontOf(model) {
  if (model.get("font") || model.get("standalone")) return model.get("font") || "";
  return new Promise((done) => {
    const finish = () => { clearTimeout(timer); model.off("change:font", finish); done(model.get("font") || ""); };
    const timer = setTimeout(finish, 4000);
    model.on("change:font", finish);
    ask(model, { kind: "font" });
  });
}
