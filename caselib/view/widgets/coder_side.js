// Beside the text: what is coded here, what awaits review, where coders differ, what lost its place, how often rules were right.

const TABS = ["here", "review", "differ", "awaiting", "precision"];

/** `act`: pick, take(item), decide(kind, id), resolve(n, choice), other(n), put(id), drop(id), narrow(code), unlink, relink, tab(name). */
function coderSide(host, { say, life, act, look }) {
  const tabs = el("div", { class: "cl-tabs", role: "tablist", "aria-label": say("coder.side") });
  const pane = el("div", { class: "cl-pane", role: "tabpanel", tabindex: "0" });
  host.append(tabs, pane);
  const roveTabs = rove(tabs, "[role=tab]", life, "horizontal");
  let desk = null, work = null, active = "", names = [];

  function show(given, left, chosen, coders) {
    desk = given; work = left; active = chosen; names = coders;
    const told = { here: `${say("coder.here")} ${desk.mentions.filter((each) => !each.suggested).length}`, review: say("coder.review", { n: work.all }),
      differ: coders.length > 1 ? say("coder.differ", { n: work.rows.filter((row) => !row.state).length }) : "",
      awaiting: work.awaiting.length ? say("coder.awaiting", { n: work.awaiting.length }) : "", precision: say("coder.precision") };
    const there = TABS.filter((name) => told[name]);
    if (!there.includes(look.tab)) look.tab = "here";
    const focused = host.getRootNode().activeElement, inTabs = focused && tabs.contains(focused), row = focused && pane.contains(focused) ? focused.closest("[data-key]")?.dataset.key : null;
    tabs.replaceChildren(...there.map((name) => el("button", { type: "button", role: "tab", data: { tab: name }, "aria-selected": String(name === look.tab), on: { click: () => { look.tab = name; act.tab(name); } } }, told[name])));
    roveTabs();
    if (inTabs) tabs.querySelector("[aria-selected=true]").focus();
    const scroll = look.drawn === look.tab ? pane.scrollTop : 0;
    look.drawn = look.tab;
    pane.replaceChildren(...PANES[look.tab]());
    pane.scrollTop = scroll;
    const current = pane.querySelector(".cl-item[aria-current=true]");
    if (current) keepIn(current);
    if (row) (pane.querySelector(`[data-key="${CSS.escape(row)}"]`) || pane).focus({ preventScroll: true });
  }

  function keepIn(row) {
    const box = row.getBoundingClientRect(), frame = pane.getBoundingClientRect();
    if (box.top < frame.top) pane.scrollTop -= frame.top - box.top;
    else if (box.bottom > frame.bottom) pane.scrollTop += Math.min(box.bottom - frame.bottom, box.top - frame.top);
  }

  const tag = (mention) => el("span", { class: `cl-tag${mention.status && mention.status !== "done" ? " cl-wish" : ""}` }, `${say(`role.${mention.role}`)}·${say.code(mention.code)}`);
  const status = (mention) => (mention.status && mention.status !== "done" ? el("span", { class: "cl-quiet" }, say(`status.${mention.status}`)) : null);
  const short = (text, n = 60) => { const flat = [...text.replace(/\s+/g, " ")]; return flat.length > n ? `${flat.slice(0, n).join("")}…` : flat.join(""); };
  const who = (mention) => (mention.coder ? say("coder.by", { name: mention.coder }) : `${say(mention.suggested ? "coder.suggested" : "coder.machine")} ${mention.confidence.toFixed(2)}`);

  function item(mention, current, onclick, extra = [], key = mention.id) {
    return el("div", { class: `cl-item cl-${mention.role}${mention.suggested ? " cl-suggested" : ""}`, "aria-current": current ? "true" : null },
      el("button", { type: "button", class: "cl-itemmain", data: { key }, on: { click: onclick } },
        el("span", { class: "cl-row1" }, tag(mention), status(mention), el("span", { class: "cl-quiet cl-push" }, who(mention))),
        el("span", { class: "cl-row2" }, short(mention.quote))), extra);
  }

  function here() {
    const placed = [...desk.mentions].sort((a, b) => a.start - b.start || a.end - b.end);
    if (!placed.length) return [el("p", { class: "cl-quiet cl-empty" }, say("coder.none_here"))];
    const by = Object.fromEntries(placed.map((each) => [each.id, each]));
    return placed.map((mention) => {
      const links = desk.links.filter((link) => link.source === mention.id && by[link.target]);
      const memos = desk.memos.filter((memo) => memo.mention === mention.id);
      return item(mention, mention.id === active, () => act.pick(mention.id), [
        links.map((link) => el("div", { class: "cl-link" }, el("button", { type: "button", class: "cl-plain", on: { click: () => act.relink(link) }, title: say("coder.basis") }, `${say("coder.to", { what: say.code(by[link.target].code) })} · ${say(`basis.${link.basis}`)}${link.note ? ` · ${link.note}` : ""}`),
          button("✕", () => act.unlink(link), { "aria-label": `${say("coder.unlink")}：${say.code(mention.code)} → ${say.code(by[link.target].code)}`, title: say("coder.unlink") }))),
        memos.map((memo) => el("div", { class: "cl-memo" }, `✎ ${memo.coder}：${short(memo.text, 90)}`)),
      ]);
    }).concat(desk.memos.filter((memo) => !memo.mention).map((memo) => el("div", { class: "cl-memo cl-casememo" }, `✎ ${say("coder.memo_case")} · ${memo.coder}：${memo.text}`)));
  }

  function review() {
    const narrow = choice(say("coder.narrow"), [["", say("coder.all_codes", { n: work.all })], ...work.codes.map((code) => { const [role, id] = code.split(":"); return [code, `${say(`role.${role}`)}·${say.code(id)}`]; })], look.wanted, act.narrow);
    const head = el("div", { class: "cl-reviewhead" }, narrow, el("span", { class: "cl-quiet" }, say("coder.order")));
    if (!work.queue.length) return [head, el("p", { class: "cl-quiet cl-empty" }, say("coder.nothing_left"))];
    return [head, ...work.queue.slice(0, 40).map((each) => {
      const current = each.uid === desk.uid && each.id === active;
      const keys = current ? [el("div", { class: "cl-group cl-decide" },
        button([say("coder.accept"), " ", el("kbd", {}, "a")], () => act.decide("accept", each.id)), button([say("coder.reject"), " ", el("kbd", {}, "r")], () => act.decide("reject", each.id)),
        button([say("coder.recode"), " ", el("kbd", {}, "c")], () => act.decide("recode", each.id)))] : [];
      return item(each, current, () => act.take(each), keys, `${each.uid}/${each.id}`);
    })];
  }

  function differ() {
    if (!work.rows.length) return [el("p", { class: "cl-quiet cl-empty" }, say("coder.agreed"))];
    const [a, b] = names;
    const view = (name, mention) => el("div", { class: `cl-sidecell cl-${mention ? mention.role : ""}` }, el("div", { class: "cl-quiet" }, name), mention ? [tag(mention), " ", status(mention), el("div", {}, `“${short(mention.quote, 80)}”`)] : el("span", { class: "cl-quiet" }, say("coder.nothing")));
    const rows = [...work.rows].sort((x, y) => Boolean(x.state) - Boolean(y.state) || x.n - y.n);
    return rows.map((row) => el("div", { class: `cl-item cl-differ${row.state ? " cl-settled" : ""}`, "aria-current": row.n === look.row ? "true" : null, data: { key: `d${row.n}`, row: row.n }, tabindex: "0", role: "group",
      "aria-label": `${say(`coder.differ_${row.kind}`, { a, b })}：${short(row.text, 40)}`, on: { click: (event) => { if (!event.target.closest("button")) act.row(row); }, focus: () => { if (look.row !== row.n) act.row(row); } } },
    el("div", { class: "cl-row1" }, el("strong", {}, say(`coder.differ_${row.kind}`, { a, b })), row.state ? el("span", { class: "cl-quiet cl-push" }, say(`coder.settled_${row.state}`, { a, b })) : null),
    el("div", { class: "cl-sides" }, view(a, row.a), view(b, row.b)),
    el("div", { class: "cl-group cl-decide" }, button([say("coder.take", { name: a }), " ", el("kbd", {}, "1")], () => act.resolve(row.n, "a")), button([say("coder.take", { name: b }), " ", el("kbd", {}, "2")], () => act.resolve(row.n, "b")),
      row.a && row.b ? button([say("coder.both"), " ", el("kbd", {}, "3")], () => act.resolve(row.n, "both")) : null, row.a && row.b ? button([say("coder.neither"), " ", el("kbd", {}, "4")], () => act.resolve(row.n, "neither")) : null,
      button([say("coder.other"), " ", el("kbd", {}, "c")], () => act.other(row.n)))));
  }

  function awaiting() {
    return [el("p", { class: "cl-quiet cl-empty" }, say("coder.awaiting_about")), ...work.awaiting.map((event) => el("div", { class: `cl-item cl-${event.role}`, role: "group", "aria-label": `${say(`coder.did_${event.kind}`)} ${short(event.quote, 30)}` },
      el("div", { class: "cl-row1" }, el("strong", {}, say(`coder.did_${event.kind}`)), event.code ? tag(event) : null, el("span", { class: "cl-quiet cl-push" }, event.doc)),
      el("div", { class: "cl-was" }, el("span", { class: "cl-quiet" }, short(event.before, 24)), el("mark", {}, short(event.quote, 80)), el("span", { class: "cl-quiet" }, short(event.after, 24)), event.note ? ` ✎ ${event.note}` : null),
      el("div", { class: "cl-group cl-decide" }, event.placed ? button(say("coder.put"), () => act.put(event.id), { data: { key: `p${event.id}` } }) : null, button(say("coder.give_up"), () => act.drop(event.id), { data: { key: `g${event.id}` } }))))];
  }

  function precision() {
    const rows = work.precision;
    if (!rows.length) return [el("p", { class: "cl-quiet cl-empty" }, say("coder.none_reviewed"))];
    const name = (row) => (row.by === "rule" ? row.name : row.name.split(":").map((part, i) => (i === 0 ? say(`role.${part}`) : i === 1 ? say.code(part) : say(`status.${part}`))).join("·"));
    const table = (by, head) => el("table", { class: "cl-table" }, el("thead", {}, el("tr", {}, [head, say("coder.right"), say("coder.share"), say("coder.interval")].map((told) => el("th", { scope: "col" }, told)))),
      el("tbody", {}, rows.filter((row) => row.by === by).map((row) => el("tr", {}, el("th", { scope: "row" }, name(row)), el("td", {}, `${row.right}/${row.reviewed}`), el("td", {}, `${Math.round(row.share * 100)}%`), el("td", {}, `${Math.round(row.low * 100)}–${Math.round(row.high * 100)}%`)))));
    return [el("p", { class: "cl-quiet cl-empty" }, say("coder.precision_about")), table("code", say("coder.code")), table("rule", say("coder.rule"))];
  }

  const PANES = { here, review, differ, awaiting, precision };
  return { show, element: pane };
}
