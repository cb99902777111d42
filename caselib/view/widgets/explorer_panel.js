// The panel beside the picture: numbers and sentences of what was clicked, search hits, and a case's text with the quote in it.

const PAGE = 20; // clusters that are listed at a time

/** The panel. `act`: { edge, node, open } are called with ids; gives show(…) functions. */
function evidencePanel({ pool, say, act, announce }) {
  const body = el("div", { class: "ex-panel-body" });
  const root = el("aside", { class: "ex-panel", "aria-label": say("explorer.panel") }, body);
  const label = (node) => node[say.lang()] || node.code;
  const put = (...children) => { body.replaceChildren(...children.flat().filter(Boolean)); body.scrollTop = 0; };

  const fact = (name, value, hint = "") => el("div", {}, el("dt", {}, name), el("dd", {}, value, hint && el("span", { class: "cl-quiet" }, ` ${hint}`)));
  const percent = (share) => `${(100 * share).toFixed(0)}%`;
  const between = (low, high, told = (n) => n.toFixed(2)) => (low === null || high === null ? "" : `[${told(low)}, ${told(high)}]`);

  function edgeNumbers(edge) {
    const { rich } = edge;
    const q = edge.q === null ? say("explorer.untested") : edge.q < 0.001 ? "< 0.001" : edge.q.toFixed(3);
    const rows = [
      fact(say("explorer.clusters"), String(edge.n), say("explorer.of_told", { n: edge.told })),
      fact(say("explorer.cases"), String(edge.n_cases), say("explorer.in_docs", { n: edge.n_docs })),
    ];
    if (rich) {
      rows.push(
        fact(say("explorer.confidence"), `${percent(rich.confidence)} ${between(rich.confidence_lo, rich.confidence_hi, percent)}`, say("explorer.fraction", { a: edge.n, b: edge.with_source })),
        fact(say("explorer.base"), percent(rich.base_rate), say("explorer.fraction", { a: edge.with_target, b: edge.told })),
        fact(say("explorer.lift"), `${rich.lift.toFixed(2)} ${between(rich.lift_lo, rich.lift_hi)}`),
        fact("q", q),
      );
      if (rich.order_share !== null) rows.push(fact(say("explorer.order"), percent(rich.order_share), edge.directed ? "" : say("explorer.undirected")));
    } else rows.push(fact(say("explorer.fraction_name"), say("explorer.fraction", { a: edge.n, b: edge.with_source })));
    const strata = edge.flags.filter((name) => say.maybe(`explorer.flag_${name}`));
    return [
      el("p", { class: `ex-verdict ex-${edge.strength}` }, say(`explorer.verdict_${edge.strength}${edge.strength === "few" && edge.rich ? "_margins" : ""}`)),
      el("dl", { class: "ex-facts" }, rows),
      strata.length && el("p", { class: "ex-warn" }, strata.map((name) => say(`explorer.flag_${name}`)).join(say.lang() === "zh" ? "；" : "; ")),
    ];
  }

  const title = (...parts) => el("h3", { class: "ex-title", tabindex: "-1" }, parts);
  const tag = (node) => el("span", { class: `cl-tag cl-${node.role}` }, label(node));
  const place = (mention) => [mention.case.doc, spokenPlace(mention.place)].filter(Boolean).join(" ");
  const spokenPlace = (compact) => (compact || "").split("/").filter(Boolean).map((part) => {
    const [kind, ...rest] = part.split(":");
    const told = say.maybe(`place.${kind}`);
    return told ? told.replace("{n}", rest.join(":")) : part;
  }).join(" ");

  /** The words of a sentence, its mentions marked. */
  function sentence(owner, [start, end], mentions) {
    return runsOf(owner, start, end, mentions).map((run) =>
      run.over.length ? el("mark", { class: `cl-${run.over[0].node.role}` }, run.text) : document.createTextNode(run.text));
  }

  function quote(row) {
    const [one, other] = row.mentions;
    const first = sentenceAround(one.case, one.start, one.end);
    if (!other) return sentence(one.case, first, [one]);
    const second = sentenceAround(other.case, other.start, other.end);
    if (second[0] <= first[1] && first[0] <= second[1]) return sentence(one.case, [Math.min(first[0], second[0]), Math.max(first[1], second[1])], [one, other]);
    return [...sentence(one.case, first, [one]), el("span", { class: "ex-step", "aria-hidden": "true" }, " → "), ...sentence(other.case, second, [other])];
  }

  function card(group, part) {
    const row = (each) => el("li", {}, el("button", { type: "button", class: "ex-quote", data: { key: each.mentions.map((m) => m.key).join(" ") }, on: { click: () => act.open(each, group) } },
      el("span", { class: "ex-words" }, quote(each)),
      el("span", { class: "ex-where" }, place(each.mentions[0]), each.basis && ` · ${say(`explorer.basis_${each.basis}`)}`)));
    const [first, ...rest] = group;
    const end = part.ends.get(first.mentions[0].case.cluster);
    return el("li", { class: "ex-card" },
      el("div", { class: "ex-card-head" }, el("span", { class: "ex-case" }, first.mentions[0].case.title || say("case.untitled")), end && el("span", { class: `ex-ending ex-${end}` }, say(`explorer.end_${end}`))),
      el("ul", { class: "ex-rows" }, row(first)),
      rest.length > 0 && el("details", {}, el("summary", {}, say("explorer.more_rows", { n: rest.length })), el("ul", { class: "ex-rows" }, rest.map(row))));
  }

  function cards(groups, part) {
    const list = el("ol", { class: "ex-cards" });
    const more = el("button", { type: "button", class: "cl-button ex-more", on: { click: () => extend(true) } });
    const extend = (focus) => {
      const from = list.children.length;
      list.append(...groups.slice(from, from + PAGE).map((group) => card(group, part)));
      more.hidden = list.children.length >= groups.length;
      more.textContent = say("explorer.more", { n: groups.length - list.children.length });
      if (focus) list.children[from]?.querySelector("button")?.focus();
    };
    extend(false);
    return [el("h4", {}, say("explorer.sentences", { n: groups.length, rows: groups.reduce((sum, group) => sum + group.length, 0) })), list, more];
  }

  const links = (node, edges) => {
    const mine = edges.filter((edge) => edge.source === node || edge.target === node).sort((a, b) => b.n - a.n);
    if (!mine.length) return null;
    const row = (edge) => el("li", {}, el("button", { type: "button", class: "ex-link", data: { edge: edge.id }, on: { click: () => act.edge(edge.id, true) } },
      edge.source === node ? [el("span", { class: "cl-quiet" }, "→"), tag(edge.target)] : [tag(edge.source), el("span", { class: "cl-quiet" }, "→")], el("span", { class: "ex-n" }, String(edge.n)), el("span", { class: `ex-dot ex-${edge.strength}` })));
    return el("details", { open: true }, el("summary", {}, say("explorer.links", { n: mine.length })), el("ul", { class: "ex-links" }, mine.map(row)));
  };

  return {
    root,
    /** Nothing is selected: what to do, and which associations of the picture hold, the surest first. */
    overview(edges, hint, keys) {
      const held = edges.filter((edge) => edge.strength === "tested").sort((a, b) => b.rich.lift_lo - a.rich.lift_lo || b.n - a.n);
      const row = (edge) => el("li", {}, el("button", { type: "button", class: "ex-link", data: { edge: edge.id }, on: { click: () => act.edge(edge.id, true) } },
        tag(edge.source), el("span", { class: "cl-quiet" }, "→"), tag(edge.target), el("span", { class: "ex-n", title: say("explorer.lift") }, `${edge.rich.lift.toFixed(1)} ×`)));
      body.replaceChildren(...[el("p", { class: "cl-quiet" }, hint), held.length > 0 && [el("h4", {}, say("explorer.held", { n: held.length })), el("ul", { class: "ex-links ex-held" }, held.map(row))], el("p", { class: "cl-quiet ex-small" }, keys)].flat().filter(Boolean));
    },
    edge(edge, part) {
      const groups = grouped(edgeRows(edge, pool));
      put(title(tag(edge.source), " → ", tag(edge.target)), edgeNumbers(edge), cards(groups, part));
      announce(say("explorer.said_edge", { source: label(edge.source), target: label(edge.target), n: groups.length }));
    },
    node(entry, part, edges) {
      const groups = grouped(nodeRows(entry, pool));
      put(title(tag(entry.node)), say.about(entry.node.code) && el("p", { class: "cl-quiet ex-small" }, say.about(entry.node.code)),
        el("dl", { class: "ex-facts" }, fact(say("explorer.clusters"), String(entry.n)), fact(say("explorer.cases"), String(new Set(groups.flat().map((row) => row.mentions[0].case)).size))),
        links(entry.node, edges), cards(groups, part));
      announce(say("explorer.said_node", { node: label(entry.node), n: groups.length }));
    },
    cell(heads, entry, part) {
      const groups = grouped(nodeRows(entry, pool));
      put(title(tag(entry.node), " × ", heads), el("dl", { class: "ex-facts" }, fact(say("explorer.clusters"), String(entry.n)), fact(say("explorer.cases"), String(new Set(groups.flat().map((row) => row.mentions[0].case)).size))), cards(groups, part));
      announce(say("explorer.said_node", { node: label(entry.node), n: groups.length }));
    },
    hits(words, nodes, { found, total }, byCase) {
      const hit = ({ case: owner, start, end }) => {
        const near = sentenceAround(owner, start, end);
        const over = (byCase.get(owner) || []).filter((each) => each.start < near[1] && each.end > near[0]);
        const told = [wordsOf(owner, near[0], start), el("mark", { class: "ex-hitword" }, wordsOf(owner, start, end)), wordsOf(owner, end, near[1])];
        return el("li", { class: "ex-card" }, el("button", { type: "button", class: "ex-quote", on: { click: () => act.read(owner, over, [start, end]) } },
          el("span", { class: "ex-words" }, told), el("span", { class: "ex-where" }, owner.doc, over.length > 0 && " · ", [...new Set(over.map((each) => label(each.node)))].slice(0, 4).join(say.lang() === "zh" ? "、" : ", "))));
      };
      put(title(say("explorer.found", { words })),
        nodes.length > 0 && el("ul", { class: "ex-links" }, nodes.map(({ node, n }) => el("li", {}, el("button", { type: "button", class: "ex-link", on: { click: () => act.node(node.code, true) } }, tag(node), el("span", { class: "ex-n" }, String(n)))))),
        el("h4", {}, say("explorer.hits", { n: total })), el("ol", { class: "ex-cards" }, found.map(hit)), total > found.length && el("p", { class: "cl-quiet" }, say("explorer.first", { n: found.length })));
      announce(say("explorer.said_found", { nodes: nodes.length, n: total }));
    },
    /** The case's text with its mentions; those of the row stand out. `steps`: [previous, next] or nothing. */
    read(owner, mentions, current, { back, steps, word }) {
      const found = (mentions || []).filter((each) => each.case === owner).sort((a, b) => a.start - b.start);
      const runs = owner.pieces.flatMap((piece, i) => {
        piece.map = piece.map || positions(piece.text);
        const cut = i > 0 || piece.at > 0 ? [el("span", { class: "cl-quiet" }, "……")] : [];
        return [...cut, ...runsOf(owner, piece.at, piece.at + piece.map.length, word ? [...found, { start: word[0], end: word[1], node: null, case: owner }] : found, current).map((run) => marked(run, current, label, say))];
      });
      const text = el("div", { class: "ex-text", tabindex: "0", "aria-label": say("explorer.text") }, runs);
      put(el("div", { class: "ex-reader-bar" }, button(say("explorer.back"), back, { class: "cl-button ex-back" }),
        steps && [button(say("widget.previous"), steps[0], { disabled: !steps[0] }), button(say("widget.next"), steps[1], { disabled: !steps[1] })]),
        title(owner.title || say("case.untitled")),
        el("p", { class: "cl-quiet ex-small" }, [owner.doc, current[0] ? spokenPlace(current[0].place) : "", owner.industry && say.code(owner.industry), owner.final && say.maybe(`final.${owner.final}`)].filter(Boolean).join(" · ")), text);
      const goal = text.querySelector(".ex-current, .ex-hitword");
      if (goal) body.scrollTop = Math.max(0, goal.offsetTop - body.clientHeight / 3);
      (body.querySelector(".ex-back")).focus({ preventScroll: true });
    },
    focus() { (body.querySelector("h3") || body).focus?.({ preventScroll: true }); },
    focusRow(key) { for (const made of body.querySelectorAll(".ex-quote")) if (made.dataset.key === key) { made.focus(); return; } },
  };
}

/** A run of a case's text, marked by the role of the last mention over it. */
function marked(run, current, label, say) {
  if (!run.over.length) return document.createTextNode(run.text);
  const named = run.over.filter((each) => each.node);
  const top = named.find((each) => current.includes(each)) || named[0];
  const classes = [top ? `cl-${top.node.role}` : "", run.current ? "ex-current" : "", named.length < run.over.length ? "ex-hitword" : "", top && top.status && top.status !== "done" ? "ex-wish" : ""];
  const hint = named.map((each) => [label(each.node), each.status && say(`status.${each.status}`)].filter(Boolean).join(" · ")).join("\n");
  return el("mark", { class: classes.filter(Boolean).join(" "), title: hint || null }, run.text);
}
