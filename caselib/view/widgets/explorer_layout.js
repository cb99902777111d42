// Where everything stands: numbers only, nothing is drawn. Three forms of the same edges, each a scene of boxes, lines and cells.

const BOX = { most: 196, least: 84, gap: 30, line: 15, pad: 8 };

const PEN = { context: null, family: "sans-serif", widths: new Map() };

/** Labels are measured in the font that the page really uses. */
function measureIn(root) {
  const family = getComputedStyle(root).fontFamily;
  if (family !== PEN.family) { PEN.family = family; PEN.widths.clear(); }
}

/** Width of a label in pixels at this size. */
function widthOf(text, size) {
  const key = `${size} ${text}`;
  if (!PEN.widths.has(key)) {
    PEN.context = PEN.context || document.createElement("canvas").getContext("2d");
    PEN.context.font = `${size}px ${PEN.family}`;
    PEN.widths.set(key, PEN.context.measureText(text).width);
  }
  return PEN.widths.get(key);
}

/** A label in at most `most` lines that fit the width; what does not fit ends in an ellipsis. */
function wrapped(text, width, size, most) {
  const lines = [];
  const words = text.match(/[\u2e80-\uffff]|[^\s\u2e80-\uffff]+\s*|\s+/gu) || [text];
  let line = "";
  for (const word of words) {
    if (line && widthOf((line + word).trimEnd(), size) > width) { lines.push(line.trim()); line = word; }
    else line += word;
  }
  if (line.trim()) lines.push(line.trim());
  const kept = lines.slice(0, most).map((each) => shortened(each, width, size));
  if (lines.length > most) kept[most - 1] = shortened(`${kept[most - 1]}……`, width, size);
  return kept;
}

function shortened(text, width, size) {
  if (widthOf(text, size) <= width) return text;
  const chars = [...text];
  while (chars.length > 1 && widthOf(`${chars.join("")}…`, size) > width) chars.pop();
  return `${chars.join("")}…`;
}

/** The order of the nodes of each column: by barycentre over all edges of the choice, so that a slider takes nodes out but moves none past another. */
function orders(edges, columns) {
  const weight = new Map(), near = new Map();
  for (const { source, target, n } of edges) {
    for (const [node, other] of [[source, target], [target, source]]) {
      weight.set(node, (weight.get(node) || 0) + n);
      if (!near.has(node)) near.set(node, []);
      // Squares: the edges that are seen decide, not the many of one cluster.
      near.get(node).push([other, n * n]);
    }
  }
  const lists = columns.map((role) => [...weight.keys()].filter((node) => node.role === role).sort((a, b) => weight.get(b) - weight.get(a) || (a.code < b.code ? -1 : 1)));
  const at = new Map();
  const place = (list) => list.forEach((node, i) => at.set(node, i / Math.max(1, list.length - 1)));
  lists.forEach(place);
  for (let sweep = 0; sweep < 6; sweep += 1) {
    for (const c of sweep % 2 ? [...lists.keys()].reverse() : [...lists.keys()]) {
      const centre = new Map(lists[c].map((node) => {
        let sum = 0, total = 0;
        for (const [other, n] of near.get(node)) { sum += at.get(other) * n; total += n; }
        return [node, sum / total];
      }));
      lists[c].sort((a, b) => centre.get(a) - centre.get(b) || (a.code < b.code ? -1 : 1));
      place(lists[c]);
    }
  }
  return lists;
}

/** Boxes in columns and lines between them. `flow`: boxes as high as their lines are wide together. */
function columnScene({ edges, part, lists, columns, width, label, flow, moved, end }) {
  const used = new Set(edges.flatMap((edge) => [edge.source, edge.target]));
  const gaps = columns.length - 1;
  const gap = Math.max(BOX.gap, Math.min(190, width * 0.14));
  const box = Math.max(BOX.least, Math.min(BOX.most, (width - 2 * BOX.pad - gaps * gap) / columns.length));
  const between = Math.max(BOX.gap, (width - 2 * BOX.pad - columns.length * box) / gaps);
  const size = box < 120 ? 11.5 : 13;
  const widest = Math.max(1, ...edges.map((edge) => edge.n));
  const thick = (edge) => flow ? 1.5 + (22 * edge.n) / widest : 1.2 + 5.2 * Math.sqrt(edge.n / widest);
  const nodes = new Map();
  columns.forEach((role, c) => {
    for (const node of lists[c].filter((each) => used.has(each))) nodes.set(node, sized(node, { box, size, label, part, edges: flow ? edges : [], thick }));
  });
  const spread = [...columns.keys()].map((c) => lists[c].filter((node) => nodes.has(node)));
  const space = 9;
  const tall = (list) => list.reduce((sum, node) => sum + nodes.get(node).h + space, 0);
  const height = Math.max(120, ...spread.map(tall)) + 34;
  spread.forEach((list, c) => {
    // A shorter column spreads over the height, but not so far that it falls apart.
    const spare = Math.min((height - 34 - tall(list)) / Math.max(1, list.length), 46);
    let y = 30 + (height - 34 - tall(list) - spare * list.length) / 2 + spare / 2;
    for (const node of list) {
      const place = nodes.get(node);
      const drag = moved[node.code];
      Object.assign(place, { x: BOX.pad + c * (box + between), y, c });
      if (drag) { place.x = drag[0] * Math.max(1, width - box); place.y = drag[1]; }
      y += place.h + spare + space;
    }
  });
  const heads = columns.map((role, c) => ({ role, x: BOX.pad + c * (box + between) + box / 2, y: 16, text: end(role) }));
  const bottom = Math.max(height, ...[...nodes.values()].map((place) => place.y + place.h + 12));
  return { kind: flow ? "flow" : "graph", width, height: bottom, box, size, heads, nodes, lines: lined(edges, nodes, thick), thick };
}

/** A box with its label; in a narrow one the number stands under the label instead of beside it. */
function sized(node, { box, size, label, part, edges, thick }) {
  const count = part.nodes.get(node)?.n ?? 0, narrow = box < 120;
  const room = box - 15 - (narrow ? 0 : widthOf(String(count), 11) + 8);
  const lines = wrapped(label(node), room, size, narrow ? 3 : 2);
  const sum = (side) => edges.filter((edge) => edge[side] === node).reduce((total, edge) => total + thick(edge), 0);
  const h = Math.max((narrow ? 8 : 12) + (lines.length + (narrow ? 0.9 : 0)) * (size + 2), sum("source") + 4, sum("target") + 4);
  return { node, lines, count, w: box, h, size, narrow };
}

/** Lines meet their boxes stacked in the order of the far ends. */
function lined(edges, nodes, thick) {
  const ends = { source: new Map(), target: new Map() };
  for (const [side, other] of [["source", "target"], ["target", "source"]]) {
    const by = new Map();
    for (const edge of edges) { if (!by.has(edge[side])) by.set(edge[side], []); by.get(edge[side]).push(edge); }
    for (const [node, list] of by) {
      const place = nodes.get(node);
      const middle = (edge) => nodes.get(edge[other]).y + nodes.get(edge[other]).h / 2;
      // Lines to one side only: another side's do not share its slots.
      const sorted = list.sort((a, b) => middle(a) - middle(b) || (a.id < b.id ? -1 : 1));
      const total = sorted.reduce((sum, edge) => sum + thick(edge), 0);
      const room = Math.max(0, place.h - 6);
      const squeeze = total > room ? room / total : 1;
      let y = place.y + place.h / 2 - (total * squeeze) / 2;
      for (const edge of sorted) { const w = thick(edge) * squeeze; ends[side].set(edge, y + w / 2); y += w; }
    }
  }
  return edges.map((edge) => {
    const a = nodes.get(edge.source), b = nodes.get(edge.target);
    const back = b.x < a.x + a.w / 2;
    return { edge, w: thick(edge), x0: back ? a.x : a.x + a.w, y0: ends.source.get(edge), x1: back ? b.x + b.w : b.x, y1: ends.target.get(edge) };
  });
}

/** The path of a line; `ribbon` gives an outline of its width, else the middle. */
function curve({ x0, y0, x1, y1, w }, ribbon) {
  const mid = (x0 + x1) / 2, r = (n) => Math.round(n * 10) / 10;
  if (!ribbon) return `M${r(x0)},${r(y0)}C${r(mid)},${r(y0)} ${r(mid)},${r(y1)} ${r(x1)},${r(y1)}`;
  const h = w / 2;
  return `M${r(x0)},${r(y0 - h)}C${r(mid)},${r(y0 - h)} ${r(mid)},${r(y1 - h)} ${r(x1)},${r(y1 - h)}L${r(x1)},${r(y1 + h)}C${r(mid)},${r(y1 + h)} ${r(mid)},${r(y0 + h)} ${r(x0)},${r(y0 + h)}Z`;
}

/** A table of cells: rows and columns by descending total, the larger first. */
function matrixScene({ cells, rowLabel, columnLabel, width, least }) {
  const totals = (side) => {
    const sums = new Map();
    for (const cell of cells) sums.set(cell[side], (sums.get(cell[side]) || 0) + cell.n);
    return [...sums].sort((a, b) => b[1] - a[1] || (keyOf(a[0]) < keyOf(b[0]) ? -1 : 1)).map(([each]) => each);
  };
  const rows = totals("row"), columns = totals("column");
  const size = 12;
  const left = Math.min(width < 560 ? 96 : 190, Math.max(60, ...rows.map((row) => widthOf(rowLabel(row), size))) + 12);
  const longest = Math.max(40, ...columns.map((column) => widthOf(columnLabel(column), size)));
  const top = Math.min(150, longest * 0.71 + 26);
  const w = Math.max(30, Math.min(64, (width - left - 12 - Math.min(90, longest * 0.71)) / Math.max(1, columns.length))), h = 26;
  const at = { row: new Map(rows.map((row, i) => [row, top + i * h])), column: new Map(columns.map((column, i) => [column, left + i * w])) };
  const placed = cells.map((cell) => ({ ...cell, x: at.column.get(cell.column), y: at.row.get(cell.row), w, h, r: rows.indexOf(cell.row), c: columns.indexOf(cell.column) }));
  return {
    kind: "matrix", least, width: left + columns.length * w + Math.min(110, longest * 0.71) + 8, height: top + rows.length * h + 10, size, left, top, w, h, cells: placed,
    rows: rows.map((row) => ({ row, y: at.row.get(row), text: shortened(rowLabel(row), left - 12, size) })),
    columns: columns.map((column) => ({ column, x: at.column.get(column), text: shortened(columnLabel(column), 150, size) })),
  };
}

const keyOf = (each) => each.code || String(each);
