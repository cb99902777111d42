// Texts of a widget that do not stand out from their ground (WCAG AA: 4.5 to 1).
() => {
  const light = (colour) => { const [r, g, b] = colour.match(/[\d.]+/g).map(Number).map((v) => v / 255).map((v) => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (each) => { for (let at = each; at; at = at.parentElement) { const c = getComputedStyle(at).backgroundColor; if (/^rgb\(/.test(c)) return c; } return 'rgb(255, 255, 255)'; };
  return [...document.querySelectorAll('.cl-view .cl-button:not(:disabled), .cl-view .cl-tag, .cl-view .cl-quiet, .cl-view h3, .cl-view [role=tab]')].filter((each) => each.offsetParent && /^rgb\(/.test(getComputedStyle(each).color)).filter((each) => {
    const a = light(getComputedStyle(each).color), b = light(ground(each));
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) < 4.5;
  }).map((each) => `${each.className} ${each.textContent.slice(0, 20)} ${getComputedStyle(each).color} on ${ground(each)}`);
}
