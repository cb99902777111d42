// A page without a kernel: the state stands in the page, and what a kernel would be asked for is looked up there.
{
  const state = JSON.parse(document.getElementById("state").textContent);
  const listeners = new Map();
  const tell = (event, ...values) => { for (const listener of [...(listeners.get(event) || [])]) listener(...values); };
  const model = {
    get: (name) => state[name],
    set(name, value) { if (state[name] !== value) { state[name] = value; tell(`change:${name}`); tell("change"); } },
    save_changes() {},
    on(event, listener) { listeners.set(event, [...(listeners.get(event) || []), listener]); },
    off(event, listener) { listeners.set(event, listener ? (listeners.get(event) || []).filter((each) => each !== listener) : []); },
    sent: [],
    send(request) {
      model.sent.push(request);
      if (request.kind !== "open") return;
      const found = (state.library || {})[request.case];
      model.set("error", found ? "" : speaker(model)("widget.not_in_page"));
      if (found) model.set("opened", { ...found, mention: request.mention || "" });
    },
    widget_manager: null,
  };
  state.standalone = true;
  globalThis.caselibModel = model;
  render({ model, el: document.getElementById("view") });
}
