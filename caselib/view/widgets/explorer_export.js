// Pictures and tables to take away: what is on the screen, in print colours, with what it was cut by and what it does not mean.

const PAINTED = ["fill", "fill-opacity", "stroke", "stroke-opacity", "stroke-width", "stroke-dasharray", "stroke-linecap", "opacity", "font-size", "font-weight"];
const FAMILIES = "'Noto Sans SC','Noto Sans CJK SC','PingFang SC','Microsoft YaHei',CaselibLabels,'Source Han Sans SC',sans-serif";

/** The scene as an SVG file's text. `font`: base64 of a web font with the characters of the labels, for machines without Chinese fonts. */
function picture(root, scene, layer, { title, legend, notes, font }) {
  const margin = 16, head = 34, foot = 18 * (notes.length + 1) + 10;
  const width = Math.ceil(Math.max(scene.width, 480) + 2 * margin), height = Math.ceil(scene.height + head + foot + margin);
  const copy = layer.cloneNode(true);
  copy.setAttribute("transform", `translate(${margin + (width - 2 * margin - scene.width) / 2},${head})`);
  const sheet = svg("svg", { xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` },
    svg("rect", { class: "ex-paper", width, height }), arrows(),
    svg("text", { class: "ex-title", x: margin, y: 22, "font-size": 15 }, title), copy,
    legendRow(legend, margin, height - foot + 12),
    notes.map((note, i) => svg("text", { class: "ex-note", x: margin, y: height - foot + 18 * (i + 2) - 6, "font-size": 11 }, note)));
  const print = el("div", { class: "ex-print", "aria-hidden": "true" }, sheet);
  root.append(print);
  settle(sheet);
  print.remove();
  if (font) sheet.prepend(svg("style", {}, `@font-face{font-family:CaselibLabels;src:url(data:font/woff2;base64,${font}) format("woff2")}`));
  sheet.setAttribute("font-family", FAMILIES);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(sheet)}`;
}

/** The legend in one row: lines and swatches as they are drawn. */
function legendRow(items, left, y) {
  let x = left;
  return items.map(([kind, told]) => {
    const name = kind.split(" ").pop();
    const key = kind.startsWith("ex-key") ? svg("g", { class: name }, svg("path", { class: "ex-edge", d: `M${x},${y - 4}h22`, "stroke-width": name === "ex-tested" ? 4 : 2 }))
      : svg("g", { class: name === "ex-pale" ? "ex-cell ex-few" : "ex-cell ex-tested" }, svg("rect", { class: END_NAMES.some((end) => name === `ex-${end}`) ? `ex-end ${name}` : "ex-tile", x, y: y - 9, width: 14, height: 10 }));
    const label = svg("text", { class: "ex-note", x: x + 28, y, "font-size": 11 }, told);
    x += 28 + widthOf(told, 11) + 18;
    return [key, label];
  });
}

/** Classes become attributes, and what only a screen needs goes. */
function settle(sheet) {
  for (const made of sheet.querySelectorAll(".ex-hit, title")) made.remove();
  for (const made of sheet.querySelectorAll("rect, path, text, line")) {
    const style = getComputedStyle(made);
    for (const name of PAINTED) {
      const value = style.getPropertyValue(name);
      if (value && value !== "none" && !(name.endsWith("opacity") && value === "1")) made.setAttribute(name, value);
      else if (name === "fill") made.setAttribute("fill", "none");
    }
  }
  for (const made of sheet.querySelectorAll("*")) for (const name of ["class", "tabindex", "role", "data-id", "aria-label", "aria-hidden", "aria-pressed"]) made.removeAttribute(name);
}

/** The SVG as a PNG of twice its size. */
async function pixels(text, scale = 2) {
  const image = new Image();
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await new Promise((done, failed) => { image.onload = done; image.onerror = failed; image.src = address; });
  // Fonts inside a picture are decoded after its first drawing.
  if (image.decode) await image.decode();
  const canvas = el("canvas");
  canvas.width = image.width * scale;
  canvas.height = image.height * scale;
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  await new Promise((done) => setTimeout(done, 60));
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

/** Rows as a table that Excel opens: its mark for UTF-8 first, and no cell that it would take for a formula. */
function commaSeparated(rows) {
  const cell = (value) => {
    const text = String(value ?? "");
    return `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
