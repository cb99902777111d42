// Scenes as SVG. What can be clicked carries data-id; colours come from classes, so that light, dark and print are one drawing.

const END_NAMES = ["good", "mixed", "bad", "untold"];

/** Draw a scene into a group; gives the parts by id. `speak` names things for screen readers. */
function drawScene(scene, layer, speak) {
  const parts = new Map();
  const add = (id, made) => { parts.set(id, made); return made; };
  if (scene.kind === "matrix") layer.replaceChildren(...matrixParts(scene, add, speak));
  else {
    const order = ["few", "plain", "tested"];
    const lines = [...scene.lines].sort((a, b) => order.indexOf(a.edge.strength) - order.indexOf(b.edge.strength));
    layer.replaceChildren(
      svg("g", { "aria-hidden": "true" }, scene.heads.map((head) => svg("text", { class: `ex-head cl-${head.role}`, x: head.x, y: head.y, "text-anchor": "middle" }, head.text))),
      svg("g", { class: "ex-lines" }, lines.map((line) => add(line.edge.id, drawLine(line, scene.kind === "flow", speak)))),
      svg("g", { class: "ex-nodes" }, [...scene.nodes.values()].sort((a, b) => a.c - b.c || a.y - b.y).map((place) => add(place.node.code, drawNode(place, speak)))),
    );
  }
  return parts;
}

function drawLine(line, flow, speak) {
  const { edge } = line;
  const ribbon = flow && edge.strength !== "few";
  const path = svg("path", { class: "ex-edge", d: curve(line, ribbon) });
  if (!ribbon) {
    path.setAttribute("stroke-width", edge.strength === "few" ? 1.1 : Math.round(line.w * 10) / 10);
    if (edge.directed && edge.strength === "tested") path.setAttribute("marker-end", "url(#ex-arrow)");
  }
  const hit = svg("path", { class: "ex-hit", d: curve(line, false), "stroke-width": Math.max(9, line.w + 4) });
  return svg("g", { class: `ex-line ex-${edge.strength}${ribbon ? " ex-ribbon" : ""}`, data: { id: edge.id }, role: "button", tabindex: "-1", "aria-label": speak.edge(edge) },
    hit, path);
}

function moveLine(made, line, flow) {
  const ribbon = flow && line.edge.strength !== "few";
  made.querySelector(".ex-edge").setAttribute("d", curve(line, ribbon));
  made.querySelector(".ex-hit").setAttribute("d", curve(line, false));
}

function drawNode(place, speak) {
  const { node, w, h, size, lines, narrow } = place;
  const step = size + 2, first = h / 2 - ((lines.length - (narrow ? 0.1 : 1)) * step) / 2 + size * 0.36;
  return svg("g", { class: `ex-node cl-${node.role}`, transform: translated(place), data: { id: node.code }, role: "button", tabindex: "-1", "aria-label": speak.node(node, place.count) },
    svg("rect", { class: "ex-box", width: w, height: h, rx: 4 }),
    svg("rect", { class: "ex-side", width: 5, height: h, rx: 2 }),
    lines.map((line, i) => svg("text", { class: "ex-label", x: 11, y: first + i * step, "font-size": size }, line)),
    svg("text", { class: "ex-count", x: w - 6, y: narrow ? first + lines.length * step - 2 : h / 2 + 4, "text-anchor": "end", "font-size": narrow ? 10.5 : 11 }, String(place.count)));
}

const translated = (place) => `translate(${Math.round(place.x * 10) / 10},${Math.round(place.y * 10) / 10})`;

function matrixParts(scene, add, speak) {
  const right = scene.left + scene.columns.length * scene.w, bottom = scene.top + scene.rows.length * scene.h;
  const grid = [];
  scene.rows.forEach((row) => grid.push(svg("line", { class: "ex-grid", x1: scene.left, x2: right, y1: row.y, y2: row.y })));
  grid.push(svg("line", { class: "ex-grid", x1: scene.left, x2: right, y1: bottom, y2: bottom }));
  const head = (text, code, attrs) => add(code, svg("g", { class: "ex-name", data: { id: code }, role: "button", tabindex: "-1", "aria-label": speak.name(code) }, svg("text", { class: "ex-label", "font-size": scene.size, ...attrs }, text)));
  return [
    svg("g", { "aria-hidden": "true" }, grid),
    svg("g", {}, scene.columns.map(({ column, x, text }) => head(text, keyOf(column), { transform: `translate(${x + scene.w / 2 - 2},${scene.top - 7}) rotate(-45)` }))),
    svg("g", {}, scene.rows.map(({ row, y, text }) => head(text, keyOf(row), { x: scene.left - 8, y: y + scene.h / 2 + 4, "text-anchor": "end" }))),
    svg("g", { class: "ex-cells" }, scene.cells.map((cell) => add(cell.id, drawCell(cell, scene.least, speak)))),
  ];
}

/** A cell: its number, and behind it how its clusters ended, from left to right; of too few clusters the number alone. */
function drawCell(cell, least, speak) {
  const { x, y, w, h, n } = cell;
  const told = speak.cell(cell);
  const bars = [];
  let from = 2;
  for (const end of n < least ? [] : END_NAMES) {
    const long = ((cell.ends[end] || 0) / n) * (w - 4);
    if (long > 0) bars.push(svg("rect", { class: `ex-end ex-${end}`, x: from, y: 2, width: long, height: h - 4 }));
    from += long;
  }
  return svg("g", { class: `ex-cell ex-${n < least ? "few" : cell.strength}`, transform: `translate(${x},${y})`, data: { id: cell.id }, role: "button", tabindex: "-1", "aria-label": told },
    bars,
    svg("rect", { class: "ex-tile", x: 1, y: 1, width: w - 2, height: h - 2, rx: 2 }),
    svg("text", { class: "ex-count", x: w / 2, y: h / 2 + 4, "text-anchor": "middle", "font-size": 12 }, String(n)));
}

/** The arrow head that says: told in this order by enough cases. */
function arrows() {
  return svg("defs", {}, svg("marker", { id: "ex-arrow", viewBox: "0 0 8 8", refX: 7, refY: 4, markerWidth: 9, markerHeight: 9, markerUnits: "userSpaceOnUse", orient: "auto" }, svg("path", { class: "ex-tip", d: "M0,0L8,4L0,8Z" })));
}

/** A table smaller than this could not be read: what does not fit is panned to. */
const leastZoom = (scene) => (scene.kind === "matrix" ? 0.8 : 0.6);

/** Pan and zoom of a layer inside a stage: mouse, touch and keys. The wheel zooms with Ctrl only, so that the page still scrolls. */
function camera(stage, layer, life, changed) {
  const view = { x: 0, y: 0, k: 1 };
  const fingers = new Map();
  let scene = { width: 1, height: 1 }, fitted = true;
  const apply = () => { layer.setAttribute("transform", `translate(${view.x},${view.y}) scale(${view.k})`); stage.classList.toggle("ex-zoomed", !fitted); changed(view.k); };
  const zoom = (factor, px = stage.clientWidth / 2, py = stage.clientHeight / 2) => {
    const k = Math.max(0.3, Math.min(5, view.k * factor));
    view.x = px - ((px - view.x) * k) / view.k;
    view.y = py - ((py - view.y) * k) / view.k;
    view.k = k;
    fitted = false;
    apply();
  };
  const pan = (dx, dy) => { view.x += dx; view.y += dy; fitted = false; apply(); };
  // The stage's size is told where it is known: asking for it would lay the page out once more.
  const fit = (next = scene, room = [stage.clientWidth, stage.clientHeight]) => {
    scene = next;
    view.k = Math.max(leastZoom(scene), Math.min(1, room[0] / scene.width, room[1] / scene.height));
    view.x = Math.max(0, (room[0] - scene.width * view.k) / 2);
    view.y = Math.max(0, (room[1] - scene.height * view.k) / 2);
    fitted = true;
    apply();
  };
  const point = (event) => { const box = stage.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
  life.on(stage, "wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(Math.exp(-event.deltaY / 300), ...point(event));
  }, { passive: false });
  const moves = {
    begin(event) { fingers.set(event.pointerId, point(event)); },
    move(event) {
      const was = fingers.get(event.pointerId);
      if (!was) return;
      const now = point(event);
      if (fingers.size === 1) pan(now[0] - was[0], now[1] - was[1]);
      else {
        const [other] = [...fingers].filter(([id]) => id !== event.pointerId).map(([, at]) => at);
        const before = Math.hypot(was[0] - other[0], was[1] - other[1]), after = Math.hypot(now[0] - other[0], now[1] - other[1]);
        if (before > 0) zoom(after / before, (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
        pan((now[0] - was[0]) / 2, (now[1] - was[1]) / 2);
      }
      fingers.set(event.pointerId, now);
    },
    end(event) { fingers.delete(event.pointerId); },
  };
  /** Bring a place of the scene into the stage, without moving more than is needed. */
  const show = ({ x, y, w = 0, h = 0 }) => {
    const [left, top] = [view.x + x * view.k, view.y + y * view.k], margin = 12;
    const dx = left < margin ? margin - left : Math.min(0, stage.clientWidth - margin - (left + w * view.k));
    const dy = top < margin ? margin - top : Math.min(0, stage.clientHeight - margin - (top + h * view.k));
    if (dx || dy) { view.x += dx; view.y += dy; apply(); }
  };
  return { view, zoom, pan, fit, show, ...moves, get fitted() { return fitted; }, refit(next, room) { if (fitted) fit(next, room); else { scene = next; apply(); } } };
}
