// The controls above the picture: form, status, industry, thresholds, search, export. Every one has a name for screen readers.

function toolbar({ model, say, pool, life, industryLabel, set, act, level }) {
  const standalone = Boolean(model.get("standalone"));
  const there = (status, industry) => !standalone || Boolean((model.get("parts") || {})[`${status}|${industry}`]);
  const radios = (name, values, told, attrs = {}) => {
    const group = el("span", { class: "cl-group", role: "radiogroup", "aria-label": say(`explorer.${name}`), ...attrs });
    const made = values.map((value) => el("button", { type: "button", class: "cl-button", role: "radio", data: { value }, on: { click: () => set(name, value) } }, told(value)));
    group.append(...made);
    const refresh = rove(group, "[role=radio]", life, "horizontal");
    return { group, update(value) { for (const each of made) { const on = each.dataset.value === value; each.setAttribute("aria-checked", String(on)); each.setAttribute("aria-pressed", String(on)); each.tabIndex = on ? 0 : -1; } refresh(); } };
  };
  const form = radios("form", ["graph", "flow", "matrix"], (value) => say(`explorer.form_${value}`));
  const status = radios("status", STATUSES.filter((each) => there(each, "")), (value) => say(`status.${value}`));
  const industry = choice(say("explorer.industry"), [["", say("explorer.all_industries")], ...pool.industries.filter(([code]) => there(model.get("status"), code)).map(([code]) => [code, industryLabel(code)])], model.get("industry"), (value) => set("industry", value));
  industry.classList.add("ex-industry");
  const roles = new Set(pool.nodes.map((node) => node.role));
  const can = (list) => list.every((role) => role === "industry" ? pool.industries.some(([code]) => there(model.get("status"), code)) : roles.has(role));
  const options = (all, kind) => Object.keys(all).filter((key) => can(all[key])).map((key) => [key, say(`explorer.${kind}_${key}`)]);
  const way = choice(say("explorer.way"), options(WAYS, "way"), model.get("way"), (value) => set("way", value));
  const table = choice(say("explorer.table"), options(TABLES, "table"), model.get("table"), (value) => set("table", value));
  const search = el("input", { type: "search", class: "ex-search", placeholder: say("explorer.search"), "aria-label": say("explorer.search_label"), autocomplete: "off", spellcheck: "false" });
  const seek = later(() => act.search(search.value), 90);
  life.on(search, "input", seek);
  life.on(search, "keydown", (event) => { if (keyName(event) === "Enter") { event.preventDefault(); seek.now(); act.search(search.value); } });
  life.add(seek.cancel);

  const sliders = {
    least: slider("least", () => counts, (n) => `≥ ${n}`, (n) => n),
    most_q: slider("most_q", () => Q_STEPS, (q) => (q === null ? say("explorer.any") : `≤ ${q}`), (q) => q ?? 1),
    least_lift: slider("least_lift", () => LIFT_STEPS, (n) => (n ? `≥ ${n}` : say("explorer.any")), (n) => n),
  };
  let counts = [1];
  function slider(name, values, told, value) {
    const output = el("output", {});
    const input = el("input", { type: "range", min: "0", step: "1", "aria-label": say(`explorer.${name}`), data: { name } });
    life.on(input, "input", () => { const chosen = values()[Number(input.value)]; output.textContent = told(chosen); input.setAttribute("aria-valuetext", told(chosen)); set(name, value(chosen)); });
    return {
      element: el("label", { class: "ex-slider", title: say(`explorer.about_${name}`) }, el("span", {}, say(`explorer.${name}`)), input, output),
      update(chosen, off, instead = "") {
        const all = values();
        const at = all.findIndex((each) => value(each) === chosen);
        input.max = String(Math.max(0, all.length - 1));
        input.value = String(at >= 0 ? at : nearest(all, chosen, value));
        const said = instead || told(all[Number(input.value)] ?? all[0]);
        input.disabled = Boolean(off) || all.length < 2;
        output.textContent = off ? "–" : said;
        input.setAttribute("aria-valuetext", said);
      },
    };
  }
  const nearest = (all, chosen, value) => Math.max(0, all.findIndex((each) => value(each) >= chosen));

  const amount = el("span", { class: "ex-amount", role: "status" });
  const take = el("details", { class: "ex-take" }, el("summary", { class: "cl-button", "aria-label": say("explorer.export") }, say("explorer.export")),
    el("div", { class: "ex-menu" }, ["svg", "png", "csv"].map((kind) => button(say(`explorer.${kind}`), () => { take.open = false; act.save(kind); }, { data: { kind } }))));
  life.on(take, "keydown", (event) => { if (keyName(event) === "Escape" && take.open) { take.open = false; take.querySelector("summary").focus(); event.stopPropagation(); event.preventDefault(); } });
  life.on(take, "focusout", (event) => { if (event.relatedTarget && !take.contains(event.relatedTarget)) take.open = false; });
  const round = (sign, name, run) => button(sign, run, { "aria-label": say(`explorer.${name}`), title: say(`explorer.${name}`), class: "cl-button ex-round" });
  const root = el("div", { class: "ex-controls" },
    el("div", { class: "cl-bar", role: "toolbar", "aria-label": say("explorer.controls") },
      form.group, way, table, status.group, industry, search,
      el("span", { class: "cl-group cl-push" }, round("−", "zoom_out", () => act.zoom(1 / 1.2)), level, round("+", "zoom_in", () => act.zoom(1.2)), button(say("explorer.fit"), act.fit, { title: "0" }), round("↺", "tidy", act.tidy), take,
        button(say("widget.language"), act.language))),
    el("div", { class: "cl-bar ex-sliders", role: "group", "aria-label": say("explorer.thresholds") }, Object.values(sliders).map((each) => each.element), amount));

  return {
    root,
    search,
    amount: () => amount.textContent,
    update(part, edges, bounds, shown, lowest) {
      const matrix = model.get("form") === "matrix", industries = matrix && (TABLES[model.get("table")] || [])[1] === "industry";
      form.update(model.get("form"));
      status.update(model.get("status"));
      industry.value = model.get("industry");
      industry.disabled = industries;
      way.value = model.get("way");
      table.value = model.get("table");
      way.hidden = matrix;
      table.hidden = !matrix;
      if (!part || !bounds) { amount.textContent = ""; return; }
      counts = bounds.counts.length ? bounds.counts : [1];
      sliders.least.update(bounds.automatic && !matrix ? lowest : bounds.least, false, bounds.automatic ? say("explorer.automatic") : "");
      sliders.most_q.update(bounds.q ?? 1, industries);
      sliders.least_lift.update(bounds.lift, industries);
      amount.textContent = say(matrix ? "explorer.cells_shown" : "explorer.shown", { n: shown, of: edges.length });
    },
  };
}
