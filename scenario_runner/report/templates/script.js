"use strict";
(() => {
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const make = (tag, className, ...inside) => {
    const one = document.createElement(tag);
    one.className = className;
    one.append(...inside);
    return one;
  };
  const button = (text, act) => {
    const one = make("button", "", text);
    one.type = "button";
    one.addEventListener("click", act);
    return one;
  };
  const copying = (name, text, select) => {
    const one = button(name, () => {
      const done = () => { one.textContent = "Copied"; };
      navigator.clipboard ? navigator.clipboard.writeText(text()).then(done, select) : select();
    });
    return one;
  };

  // the cases, and what the search looks in
  const lines = (text) => (text ? text.toLowerCase().split("\n") : []);
  const cases = all(".index li").map((item) => {
    const link = item.querySelector("a");
    const id = link.getAttribute("href").slice(1);
    const { outcome, tags, branches, nodes } = item.dataset;
    const article = document.getElementById(id);
    const text = `${link.textContent}\n${article.querySelector(".where").textContent}`.toLowerCase();
    return { item, link, id, article, outcome, text, tags: lines(tags), branches: lines(branches), nodes: lines(nodes), subs: [] };
  });
  const known = new Map(cases.map((one) => [one.id, one]));

  // a packed case unfolds when it is opened
  const unpacked = new WeakMap();
  const unpack = (one) => {
    if (!unpacked.has(one.article)) unpacked.set(one.article, unfold(one.article));
    return unpacked.get(one.article);
  };
  const unfold = async (article) => {
    const inside = article.querySelector(".inside");
    const packed = inside.querySelector(":scope > template.packed");
    if (packed) {
      try {
        const bytes = Uint8Array.from(atob(packed.content.textContent), (letter) => letter.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
        inside.innerHTML = await new Response(stream).text();
      } catch {
        inside.firstElementChild.textContent = "This browser cannot unpack the case; a newer one can.";
      }
    }
    wake(inside);
  };
  const wake = (inside) => {
    const bug = inside.querySelector(":scope > template.bug");
    if (bug) {
      const text = () => bug.content.textContent;
      const show = () => {
        const shown = make("textarea", "report");
        shown.value = text();
        shown.setAttribute("aria-label", "Bug report");
        bug.before(shown);
        shown.select();
      };
      bug.before(make("p", "tools", copying("Copy a bug report", text, show)));
    }
    for (const line of all(".rerun", inside)) {
      const code = line.querySelector("code");
      line.append(copying("Copy", () => code.textContent, () => getSelection().selectAllChildren(code)));
    }
  };
  document.addEventListener("toggle", (event) => {
    const article = event.target.parentElement;
    if (event.target.open && article.matches(".case")) unpack(known.get(article.id));
  }, true);
  for (const one of cases) if (one.article.querySelector("details").open) unpack(one);

  // the search: s:failed @tag !word "some text" branch:x node:y
  const search = document.querySelector(".search input");
  const none = document.querySelector(".none");
  const bad = ["error", "failed", "xpassed"];
  const TERM = /(!?)(?:(s|branch|node):|(@))?(?:"([^"]*)"?|(\S+))/g;
  const parse = (query) => [...query.matchAll(TERM)]
    .map(([, not, key, at, quoted, word]) => ({ not: Boolean(not), key: at ? "tag" : key || "text", word: (quoted ?? word).toLowerCase() }))
    .filter((term) => term.word && !["!", "@", "s:", "branch:", "node:"].includes(term.word));
  const among = (names, word) => names.some((name) => name.includes(word));
  const meets = (one, { key, word }) => {
    switch (key) {
      case "s": return one.outcome === word || (word === "bad" && bad.includes(one.outcome));
      case "tag": return one.tags.includes(word);
      case "branch": return among(one.branches, word);
      case "node": return one.nodes.includes(word) || among(one.nodes, `${word}/`);
      default: return one.text.includes(word) || among(one.tags, word) || among(one.branches, word);
    }
  };
  const fits = (one, terms) => {
    const wanted = terms.filter((term) => term.key === "s" && !term.not);
    return (!wanted.length || wanted.some((term) => meets(one, term))) &&
      terms.every((term) => wanted.includes(term) || meets(one, term) !== term.not);
  };
  const chips = [];
  const filter = () => {
    const terms = parse(search.value);
    let shown = 0;
    for (const one of cases) {
      const hidden = !fits(one, terms);
      if (one.item.hidden !== hidden) for (const part of [one.item, one.article, ...one.subs]) part.hidden = hidden;
      shown += !hidden;
    }
    none.hidden = shown > 0;
    for (const [outcome, chip] of chips) {
      chip.setAttribute("aria-pressed", String(terms.some((term) => term.key === "s" && !term.not && term.word === outcome)));
    }
  };
  const ask = (query) => {
    search.value = query;
    filter();
    write();
  };
  for (const chip of all(".counts .chip")) {
    const outcome = chip.dataset.outcome;
    const word = new RegExp(`(^|\\s)s:${outcome}(?=\\s|$)`, "g");
    const one = button("", () => {
      const rest = search.value.replace(word, "").trim();
      ask(one.getAttribute("aria-pressed") === "true" ? rest : `${rest} s:${outcome}`.trim());
    });
    one.className = chip.className;
    one.append(...chip.childNodes);
    one.setAttribute("aria-pressed", "false");
    chip.className = "";
    chip.append(one);
    chips.push([outcome, one]);
  }
  let later = 0;
  search.addEventListener("input", () => {
    filter();
    clearTimeout(later);
    later = setTimeout(write, 250);
  });

  // where we are, in the address: #/c/CASE?b=BRANCH&step=ID&q=SEARCH
  let place = { id: "", b: "", step: "" };
  const write = () => {
    const told = new URLSearchParams();
    for (const [name, value] of [["b", place.b], ["step", place.step], ["q", search.value.trim()]]) {
      if (value) told.set(name, value);
    }
    const path = place.id ? `c/${encodeURIComponent(place.id.replace(/^case-/, ""))}` : "";
    const rest = String(told) && `?${told}`;
    history.replaceState(null, "", path || rest ? `#/${path}${rest}` : "#");
  };
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const follow = async () => {
    const hash = location.hash.slice(1);
    if (!hash.startsWith("/")) return reach(known.get(hash.split("--")[0]), () => document.getElementById(hash));
    const [path, rest = ""] = hash.slice(1).split("?");
    const told = new URLSearchParams(rest);
    search.value = told.get("q") || "";
    filter();
    const named = (where, name, value) => (value && all(`[data-${name}]`, where).find((one) => one.dataset[name] === value));
    return reach(known.get(`case-${decoded(path.slice(2))}`), (article) => {
      const branch = named(article, "branch", told.get("b"));
      return named(branch || article, "step", told.get("step")) || branch || article;
    });
  };
  const reach = async (one, find) => {
    if (!one) return;
    await unpack(one);
    const target = find(one.article) || one.article;
    const inner = target.matches(".case, .branch") ? target.querySelector("details") : null;
    if (inner) inner.open = true;
    for (let up = target; up; up = up.parentElement) if (up.matches("details")) up.open = true;
    for (const old of all(".here")) old.classList.remove("here");
    target.classList.add("here");
    target.scrollIntoView();
    place = { id: one.id, b: target.closest("[data-branch]")?.dataset.branch, step: target.closest("[data-step]")?.dataset.step };
    if (target.matches(".case, .branch, .step")) write();
    mark(one, target);
  };
  addEventListener("hashchange", follow);

  // the list of cases as a tree: cases, branches, steps
  const tree = document.querySelector(".index ol");
  const mark = () => {};
  for (const one of all("[data-do]")) {
    one.addEventListener("click", () => {
      const open = one.dataset.do === "open";
      const shown = cases.filter((each) => !each.item.hidden).slice(0, open ? 200 : undefined);
      for (const each of shown) {
        each.article.querySelector("details").open = open;
        unpacked.get(each.article)?.then(() => { for (const branch of all(".branch > details", each.article)) branch.open = open; });
      }
    });
  }

  document.querySelector(".tools").hidden = false;
  if (innerWidth < 1080) document.querySelector(".index").open = false;
  if (location.hash) follow();
})();
