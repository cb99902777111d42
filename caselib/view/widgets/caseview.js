// CaseView: a chooser of cases (duplicates folded under the case that stands for them) above the panel of one.

function render({ model, el: host }) {
  const look = freshLook();
  let life = lifetime();
  function draw() {
    life.end();
    host.replaceChildren();
    const say = speaker(model);
    const root = frame(host, model, { name: "caseview", label: say("caseview.title"), life });
    const toc = model.get("toc") || [];
    let place = null;
    if (toc.length > 1) {
      place = chooser(toc, say);
      root.append(place.element);
      keymap(root, { "]": () => place.step(1), "[": () => place.step(-1) }, life);
    }
    const panel = casePanel(root, model, { say, life, root, look });
    const show = () => { const payload = model.get("opened"); if (payload && payload.uid) { panel.open(payload); if (place) place.at(payload.uid); } };
    life.on(model, "change:opened", show);
    life.on(model, "change:lang", draw);
    show();
  }

  function chooser(toc, say) {
    const heads = toc.filter((each) => !each.of);
    const label = (each) => `${each.title[say.lang()]} · ${each.doc}${each.same ? ` ${say("caseview.same", { n: each.same })}` : ""}`;
    const select = choice(say("caseview.choose"), heads.map((each, i) => [each.uid, `${i + 1}. ${label(each)}`]), heads[0].uid, (uid) => ask(model, { kind: "open", case: uid }));
    const step = (by) => { const next = heads[heads.findIndex((each) => each.uid === select.value) + by]; if (next) ask(model, { kind: "open", case: next.uid }); };
    const told = el("span", { class: "cl-quiet" });
    const element = el("nav", { class: "cl-bar cl-chooser", "aria-label": say("caseview.choose") },
      button("‹", () => step(-1), { "aria-label": say("caseview.previous_case"), title: `${say("caseview.previous_case")} ([)` }), select,
      button("›", () => step(1), { "aria-label": say("caseview.next_case"), title: `${say("caseview.next_case")} (])` }), told,
      button(say("widget.language"), () => push(model, "lang", say.lang() === "zh" ? "en" : "zh"), { class: "cl-button cl-push" }));
    const at = (uid) => {
      const entry = toc.find((each) => each.uid === uid) || heads[0];
      select.value = entry.of || entry.uid;
      told.textContent = `${heads.findIndex((each) => each.uid === select.value) + 1} / ${heads.length}`;
    };
    return { element, step, at };
  }

  draw();
  return () => life.end();
}
