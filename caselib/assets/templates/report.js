// Opens the card that a link leads to, and gives the Explorer the texts that stand in the cards and the page's font: a report holds each once.
(() => {
  "use strict";
  const open = () => {
    const card = document.getElementById(location.hash.slice(1));
    if (card && card.localName === "details") { card.open = true; card.scrollIntoView(); }
  };
  addEventListener("hashchange", open);
  addEventListener("load", open);
  const held = document.getElementById("explorer-state");
  if (!held) return;
  const state = JSON.parse(held.textContent);
  for (const row of state.pool.cases) {
    if (row[9].length) continue;
    const card = document.getElementById("case-" + row[1].replace(/[^A-Za-z0-9]/g, "-"));
    row[9] = [[0, card.querySelector(".source").textContent]];
  }
  const font = /url\(data:font\/woff2;base64,([^)]*)\)/.exec(document.querySelector("style").textContent);
  state.font = font ? font[1] : "";
  held.textContent = JSON.stringify(state);
  document.documentElement.classList.add("live");
})();
