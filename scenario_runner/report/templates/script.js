"use strict";
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const items = all("[data-search]");
  const search = document.querySelector(".search input");
  const none = document.querySelector(".none");
  const chosen = new Set();

  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items) {
      const fits = (!chosen.size || chosen.has(item.dataset.outcome)) &&
        words.every((word) => item.dataset.search.includes(word));
      item.hidden = !fits;
      shown += fits;
    }
    none.hidden = shown > 0;
  };

  for (const chip of all(".counts .chip")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = chip.className;
    button.append(...chip.childNodes);
    button.setAttribute("aria-pressed", "false");
    button.addEventListener("click", () => {
      const on = !chosen.delete(chip.dataset.outcome);
      if (on) chosen.add(chip.dataset.outcome);
      button.setAttribute("aria-pressed", String(on));
      filter();
    });
    chip.className = "";
    chip.append(button);
  }

  document.querySelector(".tools").hidden = false;
  search.addEventListener("input", filter);
  for (const button of all("[data-do]")) {
    button.addEventListener("click", () => {
      const open = button.dataset.do === "open";
      for (const one of all(".case > details, .branch > details")) one.open = open;
    });
  }

  for (const line of all(".rerun")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Copy";
    button.addEventListener("click", () => {
      const code = line.querySelector("code");
      const done = () => { button.textContent = "Copied"; };
      const select = () => getSelection().selectAllChildren(code);
      navigator.clipboard ? navigator.clipboard.writeText(code.textContent).then(done, select) : select();
    });
    line.append(button);
  }

  const reveal = () => {
    const target = document.getElementById(location.hash.slice(1));
    if (!target) return;
    const inner = target.matches(".case, .branch") ? target.querySelector("details") : null;
    if (inner) inner.open = true;
    for (let one = target.parentElement; one; one = one.parentElement) {
      if (one.matches("details")) one.open = true;
    }
    target.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  if (location.hash) reveal();
  if (innerWidth < 900) document.querySelector(".index").open = false;
})();
