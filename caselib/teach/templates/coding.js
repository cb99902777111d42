// Saves what is ticked as a JSON file. Nothing is sent anywhere.
(() => {
  "use strict";
  const { exercise, words } = JSON.parse(document.getElementById("data").textContent);
  const student = document.getElementById("student");
  const told = document.getElementById("told");
  let changed = false;
  const codings = () => [...document.querySelectorAll("input[data-code]:checked")].map((box) => [
    box.closest("[data-case]").dataset.case, box.closest("[data-role]").dataset.role, box.dataset.code, box.dataset.status,
  ]);
  document.addEventListener("change", () => { changed = true; });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  document.getElementById("save").addEventListener("click", () => {
    const name = student.value.trim();
    if (!name) {
      told.textContent = words.need_name;
      student.focus();
      return;
    }
    const file = `coding-${name.replace(/[\\/:*?"<>|\s]+/g, "_")}.json`;
    const text = JSON.stringify({ format: 1, exercise, student: name, codings: codings() }, null, 1);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = file;
    link.click();
    URL.revokeObjectURL(link.href);
    changed = false;
    told.textContent = words.saved.replace("{file}", file);
  });
})();
