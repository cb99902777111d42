// Clicking a box or line of the figure shows the passages behind it. All texts are set as text, never as markup.
(() => {
  "use strict";
  const data = JSON.parse(document.getElementById("evidence").textContent);
  const panel = document.getElementById("panel");
  const svg = panel.parentElement.querySelector("svg");
  const add = (parent, name, text, kind) => {
    const made = parent.appendChild(document.createElement(name));
    made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };
  const parts = [...svg.querySelectorAll("[id^='edge-'], [id^='node-']")];
  const show = (id) => {
    const told = data[id];
    if (!told) return;
    panel.replaceChildren();
    add(panel, "strong", told.title);
    add(panel, "p", told.note, "note");
    for (const [quote, place, link] of told.quotes) {
      const block = add(panel, "blockquote", quote);
      const cite = block.appendChild(document.createElement("cite"));
      if (link) {
        const anchor = add(cite, "a", place);
        anchor.href = "#" + link;
        anchor.addEventListener("click", () => { document.getElementById(link).open = true; });
      } else add(cite, "span", place);
    }
    svg.classList.add("picked");
    for (const part of parts) part.classList.toggle("near", part.id === id || told.near.includes(part.id));
  };
  for (const part of parts) {
    if (!data[part.id]) continue;
    part.setAttribute("role", "button");
    part.setAttribute("tabindex", "0");
    part.setAttribute("aria-label", data[part.id].title);
    part.addEventListener("click", (event) => { event.stopPropagation(); show(part.id); });
    part.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); show(part.id); }
    });
  }
  const clear = () => { svg.classList.remove("picked"); panel.replaceChildren(); };
  svg.addEventListener("click", clear);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") clear(); });
})();
