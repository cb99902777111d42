// An Explorer inside another page: a model without a kernel, and the drawing of it.
{
  const home = document.getElementById("EXPLORER-ID");
  const state = JSON.parse(document.getElementById("EXPLORER-ID-state").textContent);
  const listeners = new Map();
  const model = {
    get: (name) => state[name],
    set(name, value) { if (state[name] !== value) { state[name] = value; for (const listener of [...(listeners.get(`change:${name}`) || [])]) listener(); } },
    save_changes() {},
    on(event, listener) { listeners.set(event, [...(listeners.get(event) || []), listener]); },
    off(event, listener) { listeners.set(event, (listeners.get(event) || []).filter((each) => each !== listener)); },
    send() {},
  };
  state.standalone = true;
  home.explorer = model;
  render({ model, el: home });
}
