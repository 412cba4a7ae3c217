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

  // This runs when the list is there and before the cases are, so that the list need not wait for them.
  const parsed = new Promise((done) => document.addEventListener("DOMContentLoaded", done));

  // the cases, and what the search looks in
  const lines = (text) => (text ? text.toLowerCase().split("\n") : []);
  const cases = all(".index li:not(.folder)").map((item) => {
    const link = item.firstChild;
    const id = link.getAttribute("href").slice(1);
    const { outcome, since } = item.dataset;
    return { item, link, id, outcome, since, get article() { return document.getElementById(id); } };
  });
  const looked = new Map();
  const words = (one) => {
    if (looked.has(one)) return looked.get(one);
    const { tags, branches, nodes } = one.item.dataset;
    const where = one.article?.querySelector(".where");
    const text = `${one.link.textContent}\n${where?.textContent}`.toLowerCase();
    const found = { text, tags: lines(tags), branches: lines(branches), nodes: lines(nodes) };
    if (where) looked.set(one, found);
    return found;
  };
  const known = new Map(cases.map((one) => [one.id, one]));

  // a packed case unfolds when it is opened
  const unpacked = new WeakMap();
  const unpack = async (one) => {
    await parsed;
    if (!unpacked.has(one.article)) unpacked.set(one.article, unfold(one.article));
    return unpacked.get(one.article);
  };
  // what one page cannot carry is in files beside it
  const kept = new Map();
  const parts = new Map();
  window.scenarioRunnerPart = (id, text) => kept.set(id, text);
  const load = (file) => {
    if (!parts.has(file)) parts.set(file, new Promise((done, fail) => {
      const script = make("script", "");
      Object.assign(script, { src: file, onload: done, onerror: fail });
      document.head.append(script);
    }));
    return parts.get(file);
  };
  const unfold = async (article) => {
    const inside = article.querySelector(".inside");
    const packed = document.getElementById(`packed-${article.id}`) ?? inside.querySelector(":scope > template.packed");
    if (packed) {
      let told = "This browser cannot unpack the case; a newer one can.";
      const { part } = packed.dataset;
      try {
        if (part) {
          told = `${decodeURI(part)} is not to be read: the folder belongs beside this file.`;
          await load(part);
        }
        const text = part ? kept.get(article.id) : packed.content.textContent;
        const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
        const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
        inside.innerHTML = await new Response(stream).text();
        packed.remove();
      } catch {
        inside.firstElementChild.textContent = told;
      }
    }
    wake(inside);
  };
  const wake = (inside) => {
    const tools = make("p", "tools");
    const bug = inside.querySelector(":scope > template.bug");
    if (bug) {
      const text = () => bug.content.textContent;
      const show = () => {
        const shown = make("textarea", "report");
        shown.value = text();
        shown.setAttribute("aria-label", "Bug report");
        tools.after(shown);
        shown.select();
      };
      tools.append(copying("Copy a bug report", text, show));
    }
    const several = all("[data-branch]", inside).length > 1;
    if (bug || several) (bug ?? inside.querySelector(":scope > :is(.lanes, .branch)")).before(tools);
    if (several) versus(inside, tools);
    for (const line of all(".rerun, .paste", inside)) {
      const code = line.querySelector("code");
      line.append(copying("Copy", () => code.textContent, () => getSelection().selectAllChildren(code)));
    }
  };
  // two branches side by side
  const versus = (inside, tools) => {
    const branches = all("[data-branch]", inside);
    const names = branches.map((branch) => branch.dataset.branch);
    const choices = ["Left", "Right"].map((label, at) => {
      const choice = make("select", "", ...names.map((name) => new Option(name)));
      choice.setAttribute("aria-label", `${label} branch`);
      choice.selectedIndex = at;
      choice.addEventListener("change", () => draw());
      return choice;
    });
    const shown = make("div", "beside");
    const panel = make("div", "versus", make("p", "tools", ...choices), shown);
    panel.hidden = true;
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", "Two branches side by side");
    const draw = () => {
      const [left, right] = choices.map((choice) => branches[choice.selectedIndex]);
      shown.replaceChildren(...beside(left, right));
      place = { id: inside.closest(".case").id, b: left.dataset.branch, vs: right.dataset.branch };
      write();
    };
    panel.compare = (left, right) => {
      choices.forEach((choice, at) => { choice.selectedIndex = Math.max(0, names.indexOf([left, right][at])); });
      panel.hidden = false;
      draw();
    };
    const opener = button("Compare two branches", () => {
      if (panel.hidden) return panel.compare(...choices.map((choice) => names[choice.selectedIndex]));
      panel.hidden = true;
      place.vs = "";
      write();
    });
    tools.append(opener);
    tools.after(panel);
  };
  const said = (branch) => {
    const before = all(".prefix a", branch).map((link) => document.getElementById(link.hash.slice(1)));
    return [...before, ...all("li.step", branch)].flatMap((step) => all(":scope > .both > .talk > :is(.bubble, .banner)", step));
  };
  const same = (one, other) => one.className === other.className && one.textContent === other.textContent;
  // pairs of what both said (the longest common part) and of what one said alone
  const aligned = (left, right) => {
    const rows = [];
    let head = 0;
    while (head < left.length && head < right.length && same(left[head], right[head])) rows.push([left[head], right[head++], true]);
    const [a, b] = [left.slice(head, head + 400), right.slice(head, head + 400)];
    const best = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
    for (let i = a.length - 1; i >= 0; i--) {
      for (let j = b.length - 1; j >= 0; j--) best[i][j] = same(a[i], b[j]) ? best[i + 1][j + 1] + 1 : Math.max(best[i + 1][j], best[i][j + 1]);
    }
    let [i, j] = [0, 0];
    let alone = [[], []];
    const flush = () => {
      for (let n = 0; n < Math.max(alone[0].length, alone[1].length); n++) rows.push([alone[0][n], alone[1][n], false]);
      alone = [[], []];
    };
    while (i < a.length || j < b.length) {
      if (i < a.length && j < b.length && same(a[i], b[j])) {
        flush();
        rows.push([a[i++], b[j++], true]);
      } else if (j >= b.length || (i < a.length && best[i + 1][j] >= best[i][j + 1])) alone[0].push(a[i++]);
      else alone[1].push(b[j++]);
    }
    flush();
    return rows;
  };
  const beside = (left, right) => {
    const parts = [];
    const rows = aligned(said(left), said(right));
    let equal = [];
    const flush = () => {
      if (!equal.length) return;
      const fold = make("details", "fold equal", make("summary", "", `${equal.length} the same in both`), ...equal);
      parts.push(fold);
      equal = [];
    };
    let first = true;
    for (const [one, other, alike] of rows) {
      if (alike) {
        equal.push(one.cloneNode(true));
        continue;
      }
      flush();
      if (first) parts.push(make("p", "quiet", "From here on they differ:"));
      first = false;
      parts.push(make("div", "row", ...[one, other].map((side) => make("div", "talk", side ? side.cloneNode(true) : ""))));
    }
    flush();
    if (first) parts.push(make("p", "quiet", "Both conversations are the same."));
    return [...parts, ...states(left, right)];
  };
  const states = (...branches) => {
    const [left, right] = branches.map((branch) => new Map(JSON.parse(branch.querySelector("template.state")?.content.textContent || "[]")));
    const paths = [...new Set([...left.keys(), ...right.keys()])];
    const differ = paths.filter((path) => left.get(path) !== right.get(path));
    const summary = make("p", "quiet", `The state at their ends, without the messages above: ${differ.length} of ${paths.length} values differ.`);
    if (!differ.length) return [summary];
    const cell = (text) => (text === undefined ? make("td", "quiet", "nothing there") : make("td", "", text));
    const heads = ["state", ...branches.map((branch) => branch.dataset.branch)].map((text) => make("th", "", text));
    const body = differ.map((path) => make("tr", "", make("th", "path", path), cell(left.get(path)), cell(right.get(path))));
    return [summary, make("table", "", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...body))];
  };
  document.addEventListener("toggle", (event) => {
    const article = event.target.parentElement;
    if (event.target.open && article.matches(".case, .graph")) unpack({ article });
  }, true);

  // the search: s:failed @tag !word "some text" branch:x node:y
  const search = document.querySelector(".search input");
  const none = document.querySelector(".none");
  const bad = ["error", "failed", "xpassed"];
  const TERM = /(!?)(?:(s|branch|node|since):|(@))?(?:"([^"]*)"?|(\S+))/g;
  const parse = (query) => [...query.matchAll(TERM)]
    .map(([, not, key, at, quoted, word]) => ({ not: Boolean(not), key: at ? "tag" : key || "text", word: (quoted ?? word).toLowerCase() }))
    .filter((term) => term.word && !["!", "@", "s:", "branch:", "node:", "since:"].includes(term.word));
  const among = (names, word) => names.some((name) => name.includes(word));
  const meets = (one, { key, word }) => {
    switch (key) {
      case "s": return one.outcome === word || (word === "bad" && bad.includes(one.outcome));
      case "since": return one.since === word || (word === "any" && Boolean(one.since));
    }
    const { text, tags, branches, nodes } = words(one);
    switch (key) {
      case "tag": return tags.includes(word);
      case "branch": return among(branches, word);
      case "node": return nodes.includes(word) || among(nodes, `${word}/`);
      default: return text.includes(word) || among(tags, word) || among(branches, word);
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
      if (one.item.hidden !== hidden) {
        if (one.link.getAttribute("aria-expanded") === "true") collapse(one.link);
        one.item.hidden = hidden;
      }
      const { article } = one;
      if (article && article.hidden !== hidden) article.hidden = hidden;
      shown += !hidden;
    }
    none.hidden = shown > 0;
    let folder = null;
    for (const item of tree.children) {
      if (item.matches(".folder")) {
        folder = item;
        folder.hidden = true;
      } else if (folder && !item.hidden) folder.hidden = false;
    }
    for (const [outcome, chip] of chips) {
      chip.setAttribute("aria-pressed", String(terms.some((term) => term.key === "s" && !term.not && term.word === outcome)));
    }
  };
  const ask = (query) => {
    search.value = query;
    filter();
    write();
  };
  for (const chip of all(".chip[data-query]")) {
    const one = button("", () => ask(search.value === chip.dataset.query ? "" : chip.dataset.query));
    one.className = chip.className;
    one.append(...chip.childNodes);
    chip.className = "";
    chip.append(one);
  }
  for (const chip of all(".counts .chip[data-outcome]")) {
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
    for (const [name, value] of [["b", place.b], ["step", place.step], ["vs", place.vs], ["q", search.value.trim()]]) {
      if (value) told.set(name, value);
    }
    const path = place.id ? `c/${encodeURIComponent(place.id.replace(/^case-/, ""))}` : "";
    const rest = String(told) && `?${told}`;
    history.replaceState(null, "", path || rest ? `#/${path}${rest}` : "#");
  };
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const follow = async () => {
    await parsed;
    const hash = location.hash.slice(1);
    const graph = hash.startsWith("graph-") && document.getElementById(hash);
    if (graph) {
      graph.querySelector("details").open = true;
      await unpack({ article: graph });
      return hold(graph);
    }
    if (!hash.startsWith("/")) return reach(known.get(hash.split("--")[0]), () => document.getElementById(hash));
    const [path, rest = ""] = hash.slice(1).split("?");
    const told = new URLSearchParams(rest);
    search.value = told.get("q") || "";
    filter();
    const named = (where, name, value) => (value && all(`[data-${name}]`, where).find((one) => one.dataset[name] === value));
    return reach(known.get(`case-${decoded(path.slice(2))}`), (article) => {
      const panel = told.get("vs") && article.querySelector(".versus");
      if (panel) {
        panel.compare(told.get("b"), told.get("vs"));
        return panel;
      }
      const branch = named(article, "branch", told.get("b"));
      return named(branch || article, "step", told.get("step")) || branch || article;
    });
  };
  // cases are laid out only when they come near, and then push what was reached: it is held in its
  // place until nothing moves any more, or until the reader does
  let held = 0;
  const hold = (target) => {
    const turn = ++held;
    let [still, left] = [0, 120];
    const again = () => {
      if (turn !== held || still > 10 || !left--) return;
      const before = target.getBoundingClientRect().top;
      target.scrollIntoView();
      still = Math.abs(target.getBoundingClientRect().top - before) < 1 ? still + 1 : 0;
      requestAnimationFrame(again);
    };
    again();
  };
  for (const moves of ["wheel", "touchstart", "pointerdown", "keydown"]) addEventListener(moves, () => { held++; }, { passive: true });
  const reach = async (one, find) => {
    if (!one) return;
    await unpack(one);
    one.item.hidden = one.article.hidden = false; // what is asked for by name is shown
    const target = find(one.article) || one.article;
    const inner = target.matches(".case, .branch") ? target.querySelector("details") : null;
    if (inner) inner.open = true;
    for (let up = target; up; up = up.parentElement) if (up.matches("details")) up.open = true;
    for (const old of all(".here")) old.classList.remove("here");
    target.classList.add("here");
    hold(target);
    if (target.matches(".versus")) return;
    place = { id: one.id, b: target.closest("[data-branch]")?.dataset.branch, step: target.closest("[data-step]")?.dataset.step };
    if (target.matches(".case, .branch, .step")) write();
    mark(one, target);
  };
  addEventListener("hashchange", follow);

  // the list of cases as a tree: cases, branches, steps
  const tree = document.querySelector(".index ol");
  const leaves = new Map();
  const plant = (link, leaf) => {
    leaves.set(link, { ...leaf, kids: null });
    link.setAttribute("role", "treeitem");
    link.setAttribute("aria-level", leaf.level);
    if (leaf.level < 3) link.setAttribute("aria-expanded", "false");
    link.parentElement.setAttribute("role", "none");
    link.tabIndex = -1;
  };
  const sprout = (link) => {
    const { one, level, target } = leaves.get(link);
    const found = target ? all("[data-step]", target) : all("[data-branch]", one.article);
    let last = link.parentElement;
    return found.map((each) => {
      const kid = make("a", each.classList[1], each.querySelector("svg").cloneNode(true), make("span", "name", each.dataset.branch ?? each.dataset.step));
      kid.href = `#${each.id}`;
      const item = make("li", `level${level + 1}`, kid);
      last.after(item);
      last = item;
      plant(kid, { one, level: level + 1, target: each, up: link });
      return kid;
    });
  };
  const expand = async (link) => {
    const leaf = leaves.get(link);
    if (leaf.level === 3) return;
    await unpack(leaf.one);
    leaf.kids ??= sprout(link);
    for (const kid of leaf.kids) kid.parentElement.hidden = false;
    link.setAttribute("aria-expanded", "true");
  };
  const collapse = (link) => {
    const { kids, level } = leaves.get(link);
    if (level < 3) link.setAttribute("aria-expanded", "false");
    for (const kid of kids || []) {
      collapse(kid);
      kid.parentElement.hidden = true;
    }
  };
  let entry = null;
  const enter = (link, focus) => {
    if (entry) entry.tabIndex = -1;
    entry = link;
    link.tabIndex = 0;
    if (focus) link.focus();
  };
  let current = null;
  const mark = async (one, target) => {
    if (current && leaves.get(current).one !== one) collapse(leaves.get(current).one.link);
    let link = one.link;
    for (const owner of [target.closest("[data-branch]"), target.closest("[data-step]")]) {
      if (!owner) break;
      await expand(link);
      link = leaves.get(link).kids.find((kid) => leaves.get(kid).target === owner) || link;
    }
    current?.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    current = link;
    enter(link, false);
    if (innerWidth >= 1080) link.scrollIntoView({ block: "nearest" });
  };
  const walk = async (event) => {
    const link = event.target.closest("[role=treeitem]");
    if (!link || event.ctrlKey || event.metaKey || event.altKey) return;
    const shown = all("[role=treeitem]", tree).filter((each) => !each.parentElement.hidden);
    const at = shown.indexOf(link);
    const open = link.getAttribute("aria-expanded");
    const { up, kids } = leaves.get(link);
    const ways = {
      ArrowDown: () => enter(shown[Math.min(at + 1, shown.length - 1)], true),
      ArrowUp: () => enter(shown[Math.max(at - 1, 0)], true),
      Home: () => enter(shown[0], true),
      End: () => enter(shown[shown.length - 1], true),
      ArrowRight: () => { if (open === "false") expand(link); else if (kids?.length) enter(kids[0], true); },
      ArrowLeft: () => { if (open === "true") collapse(link); else if (up) enter(up, true); },
      " ": () => link.click(),
    };
    if (!ways[event.key]) return;
    event.preventDefault();
    ways[event.key]();
  };
  for (const folder of all(".folder", tree)) folder.setAttribute("role", "none");
  tree.setAttribute("role", "tree");
  tree.setAttribute("aria-label", "Cases, branches and steps");
  for (const one of cases) plant(one.link, { one, level: 1 });
  if (cases.length) enter(cases[0].link, false);
  tree.addEventListener("keydown", walk);

  // keys of the whole page
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target === search) ask("");
    if (event.target.matches?.("input, textarea, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      search.focus();
    }
    if (event.key === "j" || event.key === "k") {
      const shown = cases.filter((one) => !one.item.hidden);
      const at = shown.findIndex((one) => one.id === place.id);
      const next = shown[event.key === "j" ? at + 1 : at - 1];
      if (next) reach(next, (article) => article);
    }
  });
  for (const one of all("[data-do]")) {
    one.addEventListener("click", () => {
      const open = one.dataset.do === "open";
      const shown = cases.filter((each) => !each.item.hidden).slice(0, open ? 200 : undefined);
      for (const each of shown) {
        const details = each.article?.querySelector("details");
        if (!details) break; // it is not there yet
        details.open = open;
        if (open || unpacked.has(each.article)) unpack(each).then(() => { for (const branch of all(".branch > details", each.article)) branch.open = open; });
      }
    });
  }

  // colours: of the system, or as chosen in this browser
  const theme = document.querySelector(".theme select");
  const paint = () => {
    if (theme.value) document.documentElement.dataset.theme = theme.value;
    else delete document.documentElement.dataset.theme;
  };
  const KEPT = "scenario-runner-theme";
  try { theme.value = localStorage.getItem(KEPT) || ""; } catch { /* nothing may be kept here */ }
  theme.addEventListener("change", () => {
    paint();
    try { localStorage.setItem(KEPT, theme.value); } catch { /* as above */ }
  });
  paint();

  document.querySelector(".tools").hidden = false;
  if (innerWidth < 1080) document.querySelector(".index").open = false;
  if (location.hash) follow();
  parsed.then(() => {
    if (search.value) filter();
    for (const details of all(":is(.case, .graph) > details[open]")) unpack({ article: details.parentElement });
  });
})();
