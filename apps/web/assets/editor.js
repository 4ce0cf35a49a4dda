// The editor of drafts, while one types: line numbers, and what the check says, a moment after the last key.
// Without this script the button “Periksa / Check” does the same.
(() => {
  "use strict";
  const area = document.querySelector("textarea[data-check]");
  const verdict = document.getElementById("check-verdict");
  const shown = document.getElementById("check-found");
  const status = document.getElementById("check-status");
  if (!area || !verdict || !shown || !status) return;
  const form = area.form;
  const words = area.dataset;

  // line numbers beside the text
  const box = area.parentElement;
  const gutter = document.createElement("div");
  gutter.className = "gutter";
  gutter.setAttribute("aria-hidden", "true");
  const numbers = document.createElement("pre");
  gutter.append(numbers);
  box.insertBefore(gutter, area);
  box.classList.add("numbered");
  let lines = 0;
  const number = () => {
    const count = area.value.split("\n").length;
    if (count !== lines) {
      lines = count;
      numbers.textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
    }
    numbers.style.transform = `translateY(${-area.scrollTop}px)`;
  };
  area.addEventListener("scroll", number, { passive: true });

  // what the server says about the text
  let timer;
  let running;
  const check = async () => {
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    status.textContent = words.checking;
    const body = new URLSearchParams();
    for (const name of ["id", "policy", "clauses"]) {
      const field = form.elements.namedItem(name);
      if (field) body.set(name, field.value);
    }
    try {
      const answer = await fetch(words.check, { method: "POST", body, signal: mine.signal, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const text = await answer.text();
      if (mine !== running) return;
      // the server writes this page's own markup, with everything typed escaped
      const made = document.createElement("template");
      made.innerHTML = text;
      const said = made.content.querySelector("[data-summary]");
      if (!said) throw new Error("no summary");
      // read out where it changes, and written once
      verdict.replaceChildren(said);
      shown.replaceChildren(made.content);
      status.textContent = "";
    } catch (error) {
      if (error.name !== "AbortError") status.textContent = words.failed;
    }
  };
  let dirty = false;
  form.addEventListener("input", () => {
    dirty = true;
    number();
    clearTimeout(timer);
    timer = setTimeout(check, 700);
  });
  form.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });

  // from a problem to its line
  shown.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-line]");
    if (!link) return;
    const target = document.getElementById(link.dataset.field) || area;
    const before = target.value.split("\n").slice(0, Number(link.dataset.line) - 1);
    const start = before.reduce((sum, line) => sum + line.length + 1, 0);
    const end = target.value.indexOf("\n", start);
    event.preventDefault();
    target.focus();
    target.setSelectionRange(start, end < 0 ? target.value.length : end);
    const height = parseFloat(getComputedStyle(target).lineHeight) || 20;
    target.scrollTop = Math.max(0, (before.length - 3) * height);
    number();
  });
  number();
})();
