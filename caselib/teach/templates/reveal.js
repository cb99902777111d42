// Arrow keys alone: right or down goes on, left or up goes back. A tap on the right or left half does the same.
(() => {
  "use strict";
  const slides = [...document.querySelectorAll("section")];
  const trail = [...document.querySelectorAll("#trail li")];
  let at = 0;
  const show = (to) => {
    at = Math.min(Math.max(to, 0), slides.length - 1);
    slides.forEach((slide, n) => { slide.hidden = n !== at; });
    trail.forEach((mark) => mark.classList.toggle("now", mark.dataset.name === slides[at].dataset.name));
    slides[at].focus({ preventScroll: true });
    slides[at].parentElement.scrollTop = 0;
  };
  const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey || !(event.key in step)) return;
    event.preventDefault();
    show(at + step[event.key]);
  });
  document.addEventListener("click", (event) => {
    if (String(getSelection())) return;
    show(at + (event.clientX > innerWidth / 2 ? 1 : -1));
  });
  show(0);
})();
