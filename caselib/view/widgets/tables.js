// Tables of a case base: search (traditional finds simplified), filter, sort; a row opens its case in the panel below.

const LINE = 32; // pixels of a table row
const WIDTHS = { text: 190, number: 82, code: 124, codes: 190, word: 92 };
const FORMULA = /^[=+\-@\t\r'＝＋－＠]/; // what a spreadsheet would run; the kernel's CSV guards the same way

/** One script, one width, lower case: the kernel's fold(), without its rule for 著. */
function folder(pairs) {
  const map = new Map(), chars = [...pairs]; // some are pairs of surrogates
  for (let i = 0; i + 1 < chars.length; i += 2) map.set(chars[i], chars[i + 1]);
  return (text) => {
    let told = "";
    for (const char of text) {
      const code = char.codePointAt(0);
      const narrow = code >= 0xff01 && code <= 0xff5e ? String.fromCharCode(code - 0xfee0) : code === 0x3000 || code === 0xa0 ? " " : char;
      told += map.get(narrow) || (narrow >= "A" && narrow <= "Z" ? narrow.toLowerCase() : narrow);
    }
    return told;
  };
}

/** "3", ">=3", "2-5" → a test; null where it cannot be understood. */
function numberTest(wanted) {
  const found = /^(>=|<=|>|<|=|≥|≤)?\s*(-?\d{1,15}(?:\.\d{1,9})?)(?:\s*[-~–至]\s*(-?\d{1,15}(?:\.\d{1,9})?))?$/.exec(wanted.trim());
  if (!found) return null;
  const low = Number(found[2]), high = found[3] === undefined ? null : Number(found[3]);
  const compare = { ">": (n) => n > low, "<": (n) => n < low, ">=": (n) => n >= low, "≥": (n) => n >= low, "<=": (n) => n <= low, "≤": (n) => n <= low };
  return (n) => n !== null && (high !== null ? n >= low && n <= high : (compare[found[1]] || ((each) => each === low))(n));
}

function render({ model, el: host }) {
  const look = freshLook();
  const fold = folder(model.get("fold") || "");
  const folded = new Map(); // table → folded text of every row
  let life = lifetime();

  function draw() {
    life.end();
    host.replaceChildren();
    const say = speaker(model);
    const root = frame(host, model, { name: "tables", label: say("tables.title"), life });
    const collator = new Intl.Collator(say.lang() === "zh" ? "zh" : "en", { numeric: true });
    let rows = [], at = -1, number = 0, total = 0, opening = false;
    const query = () => ({ table: "cases", search: "", filters: {}, sort: [], ...model.get("query") });
    const table = () => model.get("tables")[query().table];

    const bar = el("div", { class: "cl-bar" });
    const tabs = el("div", { class: "cl-tabs", role: "tablist", "aria-label": say("tables.title") });
    const grid = el("div", { class: "cl-grid", role: "grid", tabindex: "0", "aria-label": say("tables.title") });
    const head = el("div", { class: "cl-gridhead", role: "rowgroup" });
    const told = el("span", { class: "cl-quiet", "aria-hidden": "true" });
    const below = el("div", { class: "cl-below", hidden: true });
    const panelHost = el("div", {});
    const sentences = el("div", { class: "cl-sentences", hidden: true });
    below.append(el("div", { class: "cl-bar" }, el("span", { class: "cl-quiet" }, say("tables.opened")), button(say("widget.close"), () => close(), { class: "cl-button cl-push", title: "Esc" })), panelHost);
    root.append(tabs, bar, grid, sentences, below);
    grid.append(head);
    const list = virtualList(grid, { height: LINE, life, row: drawRow, above: () => head.offsetHeight });
    const panel = casePanel(panelHost, model, { say, life, root, look, keys: panelHost });
    const roveTabs = rove(tabs, "[role=tab]", life, "horizontal");

    // --- what is asked ---
    const change = (more) => { push(model, "query", { ...query(), ...more }); refresh(); };
    const soon = later(change, 120);
    life.add(soon.cancel);
    function drawTabs() {
      tabs.replaceChildren(...Object.entries(model.get("tables")).map(([name, each]) => el("button", { type: "button", role: "tab", "aria-selected": String(name === query().table), data: { table: name },
        on: { click: () => { change({ table: name, search: query().search, filters: {}, sort: [] }); rebuild(); } } }, `${say(`tables.${name}`)} ${each.total}`)));
      roveTabs();
    }
    const search = el("input", { type: "search", class: "cl-search", placeholder: say("tables.search"), "aria-label": say("tables.search"), value: query().search, on: { input: () => soon({ search: search.value }) } });
    bar.append(search, button(say("tables.clear"), () => { search.value = ""; change({ search: "", filters: {}, sort: [] }); rebuild(); }),
      button(say("tables.csv"), () => download(`${query().table}.csv`, csv(), "text/csv"), { title: say("tables.csv_about") }), told,
      button(say("widget.language"), () => push(model, "lang", say.lang() === "zh" ? "en" : "zh"), { class: "cl-button cl-push" }));

    function rebuild() {
      drawTabs();
      const columns = table().columns;
      const template = columns.map((column) => `${WIDTHS[column.kind] + (column.name === "title" || column.name.endsWith("quote") ? 90 : 0)}px`).join(" ");
      grid.style.setProperty("--cl-columns", template);
      head.replaceChildren(
        el("div", { class: "cl-gridrow", role: "row" }, columns.map((column) => el("div", { role: "columnheader", "aria-sort": "none", data: { column: column.name } },
          el("button", { type: "button", class: "cl-sort", title: say("tables.sort"), on: { click: () => sortBy(column.name) } }, named(column), el("span", { class: "cl-arrow", "aria-hidden": "true" }))))),
        el("div", { class: "cl-gridrow cl-filters", role: "row" }, columns.map((column) => el("div", { role: "gridcell" }, filterBox(column)))));
      refresh();
      grid.scrollTop = 0;
    }

    function filterBox(column) {
      const label = `${say("tables.filter")} ${named(column)}`;
      const set = (value) => { const filters = { ...query().filters }; if (value) filters[column.name] = value; else delete filters[column.name]; return filters; };
      const value = query().filters[column.name] || "";
      if (column.options.length) return choice(label, [["", say("widget.all")], ...column.options.map((each) => [each, saidOne(column, each)])], value, (picked) => change({ filters: set(picked) }));
      const made = el("input", { type: "text", "aria-label": label, placeholder: column.kind === "number" ? ">=3, 2-5" : "", value, on: { input: () => soon({ filters: set(made.value) }) } });
      return made;
    }

    function sortBy(name) {
      const [column, descending] = query().sort;
      change({ sort: column !== name ? [name, false] : descending ? [] : [name, true] });
    }

    // --- what is found ---
    const named = (column) => say.maybe(`column.${query().table}_${column.name}`, say(`column.${column.name}`));
    const saidOne = (column, value) => (column.kind === "word" ? say.maybe(`${column.name}.${value}`, value) : column.kind === "text" || column.kind === "number" ? String(value) : say.code(value));
    function said(column, cell) {
      if (cell === null || cell === undefined || cell === "") return "";
      if (Array.isArray(cell)) return cell.map((each) => saidOne(column, each)).join(say.lang() === "zh" ? "、" : ", ");
      return saidOne(column, cell);
    }

    function haystack(name) {
      if (!folded.has(name)) {
        const words = model.get("words"), codes = model.get("codes"), columns = model.get("tables")[name].columns;
        const both = (column, cell) => ["zh", "en"].map((lang) => (column.kind === "word" ? words[lang][`${column.name}.${cell}`] : (codes[cell] || {})[lang]) || "").join("\n");
        const library = model.get("library") || {};
        const text = (opens) => (name === "cases" && library[opens[0][0]] ? library[opens[0][0]].text : "");
        folded.set(name, model.get("tables")[name].rows.map(([cells, opens]) => fold([text(opens), ...cells.map((cell, i) => (Array.isArray(cell) ? cell : [cell]).filter((each) => each !== null && each !== "")
          .map((each) => (["text", "number"].includes(columns[i].kind) ? String(each) : `${each}\n${both(columns[i], each)}`)).join("\n"))].join("\n"))));
      }
      return folded.get(name);
    }

    /** The same as `select` in the kernel (table_query.py). */
    function selectRows({ table: name, search: sought, filters, sort }) {
      const { columns, rows: all } = model.get("tables")[name];
      const index = (column) => columns.findIndex((each) => each.name === column);
      const words = fold(sought).split(/\s+/).filter(Boolean);
      const tests = Object.entries(filters).filter(([column]) => index(column) >= 0).map(([column, wanted]) => {
        const i = index(column), kind = columns[i].kind;
        if (kind === "number") { const test = numberTest(fold(wanted)); return ({ 0: cells }) => !test || test(cells[i]); }
        if (kind === "text") { const part = fold(wanted); return ({ 0: cells }) => fold(String(cells[i] || "")).includes(part); }
        return ({ 0: cells }) => (Array.isArray(cells[i]) ? cells[i].includes(wanted) : cells[i] === wanted);
      });
      const hay = words.length ? haystack(name) : null;
      const kept = all.filter((row, n) => (!hay || words.every((each) => hay[n].includes(each))) && tests.every((test) => test(row)));
      const i = sort.length ? index(sort[0]) : -1;
      if (i < 0) return kept;
      const key = kept.map((row) => { const cell = row[0][i]; return cell === null || cell === "" || (Array.isArray(cell) && !cell.length) ? null : columns[i].kind === "number" ? cell : said(columns[i], cell); });
      const sign = sort[1] ? -1 : 1;
      const compare = columns[i].kind === "number" ? (a, b) => a - b : collator.compare;
      return kept.map((_, n) => n).sort((a, b) => (key[a] === null || key[b] === null ? (key[a] === null) - (key[b] === null) || a - b : sign * compare(key[a], key[b]) || a - b)).map((n) => kept[n]);
    }

    function refresh() {
      for (const header of head.querySelectorAll("[role=columnheader]")) {
        const [column, descending] = query().sort;
        const sorted = header.dataset.column === column;
        header.setAttribute("aria-sort", sorted ? (descending ? "descending" : "ascending") : "none");
        header.querySelector(".cl-arrow").textContent = sorted ? (descending ? " ▼" : " ▲") : "";
      }
      // Cases are searched in their whole text, which only the kernel has.
      if (model.get("standalone") || (table().local && !(query().table === "cases" && query().search))) show(selectRows(query()));
      else { number += 1; ask(model, { kind: "rows", number }); }
    }

    function show(found, all = found.length) {
      rows = found;
      total = all;
      at = Math.min(at, rows.length - 1);
      grid.style.setProperty("--cl-count", String(rows.length));
      list.refresh(rows.length);
      grid.setAttribute("aria-rowcount", String(rows.length));
      const whole = table().total;
      told.textContent = total > rows.length ? say("tables.first", { n: rows.length, total, all: whole }) : say("tables.shown", { n: total, total: whole });
      root.announce(told.textContent);
    }

    life.on(model, "change:found", () => { const found = model.get("found"); if (found.number === number) show(found.rows, found.total); });
    life.on(model, "change:query", () => { if (search.value !== query().search && root.getRootNode().activeElement !== search) search.value = query().search; });

    function drawRow(i) {
      const [cells] = rows[i], columns = table().columns;
      return el("div", { class: "cl-gridrow", role: "row", "aria-rowindex": i + 1, "aria-selected": String(i === at), id: `cl-r${root.dataset.n}-${i}`, on: { click: () => { at = i; open(); } } },
        columns.map((column, n) => { const text = said(column, cells[n]); return el("div", { role: "gridcell", class: column.kind === "number" ? "cl-n" : roleClass(column, cells[n]), title: text }, text.replace(/\s+/g, " ")); }));
    }
    const roleClass = (column, cell) => (column.kind === "code" ? `cl-code cl-${say.role(cell)}` : column.name === "role" ? `cl-code cl-${cell}` : "");

    // --- going through rows and opening them ---
    function move(to) {
      if (!rows.length) return;
      at = Math.max(0, Math.min(rows.length - 1, to));
      list.refresh();
      list.show(at);
      grid.setAttribute("aria-activedescendant", `cl-r${root.dataset.n}-${at}`);
      const [cells] = rows[at];
      root.announce(`${at + 1} / ${rows.length} ${table().columns.slice(0, 4).map((column, n) => said(column, cells[n])).filter(Boolean).join("，")}`);
    }
    const page = () => Math.max(1, Math.floor((grid.clientHeight - head.offsetHeight) / LINE) - 1);
    const only = (run) => (event) => (event.target === grid ? run() : false);
    keymap(grid, { ArrowDown: only(() => move(at + 1)), ArrowUp: only(() => move(at - 1)), PageDown: only(() => move(at + page())), PageUp: only(() => move(at - page())), Home: only(() => move(0)), End: only(() => move(rows.length - 1)), Enter: only(() => open()), " ": only(() => open()) }, life);
    keymap(root, { "/": () => search.focus(), Escape: () => { if (below.hidden && sentences.hidden) return false; close(); return true; } }, life);

    function open() {
      if (at < 0 || at >= rows.length) return;
      list.refresh();
      const opens = rows[at][1], title = table().columns.slice(0, 2).map((column, n) => said(column, rows[at][0][n])).join(" → ");
      sentences.hidden = true;
      if (opens.length > 1 || query().table === "edges") askPassages(opens, title);
      else openCase(opens[0][0], opens[0][1]);
    }

    /** The sentences behind an edge: from the kernel, or from the cases that the page took along. */
    function askPassages(opens, title) {
      if (!model.get("standalone")) { ask(model, { kind: "passages", opens, title }); return; }
      const library = model.get("library"), found = opens.filter(([uid]) => library[uid]);
      model.set("passages", { title, total: opens.length, rows: found.map(([uid, mentions]) => {
        const { title: told, doc, mentions: all } = library[uid];
        return { case: uid, mentions, title: told, doc, quotes: mentions.map((id) => all.find((each) => each.id === id)).filter(Boolean).map((each) => [each.role, each.quote]) };
      }) });
    }

    function openCase(uid, ids) {
      opening = true;
      push(model, "selected", ids.map((id) => `${uid}/${id}`));
      ask(model, { kind: "open", case: uid, mention: "" });
    }

    function showPassages() {
      const { title, total: all, rows: found } = model.get("passages");
      if (!found) return;
      sentences.replaceChildren(el("div", { class: "cl-quiet" }, `${title} · ${say("tables.passages", { n: all })}`), ...found.map((each) => el("button", { type: "button", class: "cl-sentence", on: { click: () => openCase(each.case, each.mentions) } },
        ...each.quotes.flatMap(([role, quote], i) => [i ? el("span", { class: "cl-quiet" }, " → ") : null, el("span", { class: `cl-code cl-${role}` }, quote.replace(/\s+/g, " "))]), el("span", { class: "cl-quiet" }, `　${each.title[say.lang()]} · ${each.doc}`))));
      sentences.hidden = false;
      root.announce(say("tables.passages", { n: all }));
    }
    life.on(model, "change:passages", showPassages);
    rove(sentences, ".cl-sentence", life, "vertical");

    function showOpened() {
      const payload = model.get("opened");
      if (!payload || !payload.uid) return;
      below.hidden = false;
      panel.open(payload);
      if (opening) { opening = false; root.announce(payload.title[say.lang()]); }
    }
    life.on(model, "change:opened", showOpened);

    function close() {
      if (!below.hidden) below.hidden = true;
      else sentences.hidden = true;
      grid.focus();
    }

    function csv() {
      const columns = table().columns;
      const cell = (text) => { const safe = FORMULA.test(text) ? `'${text}` : text; return /[",\n\r]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe; };
      const lines = [columns.map((column) => named(column)), ...rows.map(([cells]) => columns.map((column, n) => said(column, cells[n])))];
      return `\ufeff${lines.map((line) => line.map(cell).join(",")).join("\r\n")}\r\n`;
    }

    life.on(model, "change:lang", draw);
    rebuild();
    showOpened();
  }

  draw();
  return () => life.end();
}
