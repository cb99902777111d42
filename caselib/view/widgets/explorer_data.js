// The Explorer's data as the kernel counted it, unpacked. Nothing is counted anew here but rows of evidence.

const LINKED = "->", WITHIN = "@", NEAR = 60;
const SENTENCE_ENDS = "。！？!?；;\n";

/** What the pool of a model says: codes, cases, mentions, places of evidence; texts are cut when they are asked for. */
function readPool(pool) {
  const nodes = pool.nodes.map(([code, role, zh, en], n) => ({ n, code, role: ROLES[role], column: role, zh, en }));
  const cases = pool.cases.map(([id, uid, title, doc, cluster, industry, final, kind, start, pieces]) =>
    ({ id, uid, title, doc, cluster, industry, final, kind, start, pieces: pieces.map(([at, text]) => ({ at, text, map: null })) }));
  const mentions = pool.mentions.map(([owner, node, status, start, end, place, id], n) =>
    ({ n, case: cases[owner], node: nodes[node], status: ["", ...STATUSES][status], start, end, place, id, key: `${cases[owner].uid}/${id}` }));
  const places = [];
  for (let i = 0; i < pool.places.length; i += 3) {
    const told = pool.places[i + 2];
    places.push({ source: mentions[pool.places[i]], target: mentions[pool.places[i + 1]], basis: pool.columns.bases[Math.floor(told / 3)], first: (told % 3) - 1 });
  }
  const fold = new Map();
  const pairs = [...pool.fold];
  for (let i = 0; i < pairs.length; i += 2) fold.set(pairs[i], pairs[i + 1]);
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  return { nodes, cases, mentions, places, byCode, columns: pool.columns, least: pool.least, industries: pool.industries, fold: folder(fold) };
}

/** Traditional and simplified, full width and half width, capital and small letters become one; the length stays. */
function folder(map) {
  return (text) => {
    let made = "";
    for (const char of text) {
      const code = char.codePointAt(0);
      if (code >= 0xff01 && code <= 0xff5e) made += String.fromCharCode(code - 0xfee0).toLowerCase();
      else if (code < 0x80) made += char.toLowerCase();
      else made += map.get(char) || char;
    }
    return made;
  };
}

/** The graph of one choice: edges and nodes with their rows of evidence. */
function readPart(part, pool) {
  const names = pool.columns;
  const flag = new Map(names.flags.map((name, n) => [name, 1 << n]));
  const edges = part.edges.map((row) => {
    const edge = Object.fromEntries(names.edge.map((name, i) => [name, row[i]]));
    edge.rich = edge.rich ? Object.fromEntries(names.rich.map((name, i) => [name, edge.rich[i]])) : null;
    edge.source = pool.nodes[edge.source];
    edge.target = pool.nodes[edge.target];
    edge.id = edge.source.code + LINKED + edge.target.code;
    edge.flags = names.flags.filter((name) => row[9] & flag.get(name));
    edge.strength = strengthOf(edge);
    edge.directed = !edge.flags.includes("undirected");
    return edge;
  });
  const nodes = new Map(part.nodes.map(([n, clusters, mentions]) => [pool.nodes[n], { node: pool.nodes[n], n: clusters, mentions }]));
  const ends = new Map(Object.entries(part.ends).flatMap(([end, clusters]) => clusters.map((cluster) => [cluster, end])));
  return { ...part, edges, nodes, ends, byId: new Map(edges.map((edge) => [edge.id, edge])) };
}

/** How much an edge says: tested, plain (no more than chance) or few (too few to tell): the rule of the static figure. */
function strengthOf(edge) {
  if (!edge.rich || edge.q === null || edge.flags.includes("too_few")) return "few";
  return edge.q < 0.05 && edge.rich.lift_lo > 1 ? "tested" : "plain";
}

const SURE = ["order", "sequence", "explicit"];

/** Rows of evidence, one group a cluster (reprints of one case are one): as many groups as the number that was clicked, the best linked first. */
function grouped(rows) {
  const groups = new Map();
  for (const row of rows) {
    const cluster = row.mentions[0].case.cluster;
    if (!groups.has(cluster)) groups.set(cluster, []);
    groups.get(cluster).push(row);
  }
  const sure = (row) => SURE.indexOf(row.basis);
  for (const group of groups.values()) group.sort((a, b) => sure(b) - sure(a));
  return [...groups.values()].sort((a, b) => sure(b[0]) - sure(a[0]));
}

function edgeRows(edge, pool) {
  return edge.evidence.map((n) => ({ mentions: [pool.places[n].source, pool.places[n].target], basis: pool.places[n].basis, first: pool.places[n].first }));
}

function nodeRows(entry, pool) {
  return entry.mentions.map((n) => ({ mentions: [pool.mentions[n]], basis: "", first: -1 }));
}

/** Characters [start, end) of a case, by code points; what was not kept is left out. */
function wordsOf(owner, start, end) {
  let told = "";
  for (const piece of owner.pieces) {
    piece.map = piece.map || positions(piece.text);
    const from = Math.max(start - piece.at, 0), to = Math.min(end - piece.at, piece.map.length);
    if (from < to) told += piece.map.slice(from, to);
  }
  return told;
}

/** The borders of the sentence around [start, end), at most 60 characters away on either side. */
function sentenceAround(owner, start, end) {
  const piece = owner.pieces.find((each) => { each.map = each.map || positions(each.text); return each.at <= start && start < each.at + each.map.length; });
  if (!piece) return [start, end];
  const low = Math.max(0, start - piece.at - NEAR), high = Math.min(piece.map.length, end - piece.at + NEAR);
  const before = [...piece.map.slice(low, start - piece.at)], after = [...piece.map.slice(Math.min(end - piece.at, high), high)];
  let from = before.length, to = 0;
  while (from > 0 && !SENTENCE_ENDS.includes(before[from - 1])) from -= 1;
  while (to < after.length && !SENTENCE_ENDS.includes(after[to])) to += 1;
  if (to < after.length && after[to] !== "\n") to += 1;
  return [piece.at + low + from, Math.min(piece.at + piece.map.length, end + to)];
}

/** [start, end) of a case as runs: { text, roles, current }, cut where a mention begins or ends. */
function runsOf(owner, start, end, mentions, current = []) {
  const inside = mentions.filter((each) => each.start < end && each.end > start);
  const cuts = [...new Set([start, end, ...inside.flatMap((each) => [Math.max(start, each.start), Math.min(end, each.end)])])].sort((a, b) => a - b);
  const runs = [];
  for (let i = 0; i + 1 < cuts.length; i += 1) {
    const over = inside.filter((each) => each.start <= cuts[i] && each.end >= cuts[i + 1]);
    runs.push({ text: wordsOf(owner, cuts[i], cuts[i + 1]), over, current: over.some((each) => current.includes(each)), starts: over.filter((each) => each.start === cuts[i]) });
  }
  return runs;
}

/** Where words stand in the cases' texts, whatever their script and width: { case, start, end }. */
function finder(pool) {
  const folded = new Map();
  return (words, takes, most) => {
    const sought = pool.fold(words);
    const found = [];
    let total = 0;
    for (const owner of pool.cases) {
      if (!takes(owner)) continue;
      for (const piece of owner.pieces) {
        if (!folded.has(piece)) folded.set(piece, pool.fold(piece.text));
        const text = folded.get(piece);
        for (let at = text.indexOf(sought); at >= 0; at = text.indexOf(sought, at + sought.length)) {
          total += 1;
          if (found.length >= most) continue;
          piece.map = piece.map || positions(piece.text);
          found.push({ case: owner, start: piece.at + piece.map.points(at), end: piece.at + piece.map.points(at + sought.length) });
        }
      }
    }
    return { found, total };
  };
}
