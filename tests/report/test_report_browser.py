"""The HTML report in a browser: nothing hostile runs, its own script does, nothing overflows."""

import json
import re

import pytest
import sample
from browser import CHROMIUM, browse, played
from hostile import NASTY, infected, with_source

from scenario_runner.report import html
from scenario_runner.report.html import html_text
from scenario_runner.report.markdown_case import bug_report

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


def measured(page):
    """The page with a script of the test's own that writes its widths into the title."""
    page = re.sub(r"<meta http-equiv[^>]*>", "", page)
    probe = (
        "document.querySelectorAll('details').forEach((one) => { one.open = true; });"
        "const page = document.documentElement;"
        "document.title = `${innerWidth} ${page.scrollWidth}`;"
    )
    return page.replace("</body>", f"<script>{probe}</script></body>")


@pytest.fixture
def packed(monkeypatch):
    """A page whose cases are all packed."""
    monkeypatch.setattr(html, "PLAIN", 0)
    return html_text(sample.EVERYTHING)


def test_nothing_hostile_runs_and_the_console_stays_empty(tmp_path):
    """All hostile texts at once, in every field: the title stays, no script of theirs ran."""
    nasty = "".join(NASTY.values())
    dom, console = browse(
        html_text(with_source(infected(sample.EVERYTHING, nasty), nasty)), tmp_path
    )
    assert "<title>4 of 6 cases need attention</title>" in dom
    assert console == []
    assert 'placeholder="Search: words, s:failed, @tag"' in dom


def test_the_page_wakes_up_and_follows_a_link_into_a_closed_branch(tmp_path):
    """With scripts on there are filters and copy buttons, and an anchor opens what hides it."""
    page = html_text(sample.EVERYTHING)
    anchor = re.search(r'id="(case-[^"]*--edited--rewrite)"', page)[1]
    dom, console = browse(page, tmp_path, anchor=f"#{anchor}")
    assert console == []
    assert '<div class="tools">' in dom
    article = dom[: dom.index("</article>")]
    assert article.count(">Copy</button>") == article.count('class="rerun"') > 0
    branch = anchor.rpartition("--")[0]
    assert re.search(rf'id="{branch}"[^>]*>\s*<details open="">', dom)
    assert '<button class="chip error" type="button" aria-pressed="false">' in dom


@pytest.mark.parametrize("width", [360, 2000])
def test_nothing_reaches_beyond_the_window(width, tmp_path):
    """On a phone and on a wall the page scrolls only downwards, long words included."""
    long = "x" * 3_000
    dom, _ = browse(measured(html_text(infected(sample.EVERYTHING, long))), tmp_path, width=width)
    inner, scroll = re.search(r"<title>(\d+) (\d+)</title>", dom).groups()
    assert int(scroll) <= int(inner)


def test_a_packed_case_unfolds_when_it_is_opened(packed, tmp_path):
    """Nothing of it is there before, all of it afterwards, its buttons too."""
    script = """
        const article = one('.case');
        const count = () => said.push(article.querySelectorAll('li.step').length);
        count();
        article.querySelector('details').open = true;
        await wait(200);
        count();
        said.push(article.querySelectorAll('.rerun button').length > 0);
    """
    steps = sum(len(branch.steps) for branch in sample.RICH.branches)
    assert played(packed, tmp_path, script) == [0, steps, True]


CASE = "the-reviewer-changes-their-mind-1cf0ec8f"


@pytest.mark.parametrize(
    "anchor",
    [f"#/c/{CASE}?b=edited&step=rewrite&q=%40hitl", f"#case-{CASE}--edited--rewrite"],
)
def test_a_link_leads_to_its_step_and_becomes_a_stable_address(anchor, packed, tmp_path):
    """Links of the page and addresses sent by others open what they lead to."""
    said = played(
        packed,
        tmp_path,
        "await wait(200); said.push(one('.here').id, location.hash);",
        anchor=anchor,
    )
    query = "&q=%40hitl" if "q=" in anchor else ""
    assert said == [
        f"case-{CASE}--edited--rewrite",
        f"#/c/{CASE}?b=edited&step=rewrite{query}",
    ]


def test_the_search_takes_outcomes_tags_words_branches_and_nodes(packed, tmp_path):
    """Each kind of term, and what it leaves over; the address keeps the search."""
    queries = {
        "": ["The reviewer", "Broken", "The worker", "Back and", "A draft", "A later"],
        "s:error": ["The reviewer", "Broken", "The worker"],
        "s:failed s:skipped": ["Back and", "A later"],
        "!s:bad": ["A draft", "A later"],
        "@smoke": ["The reviewer", "A draft"],
        "@smoke !@hitl": ["A draft"],
        '"worker dies"': ["The worker"],
        "branch:rejected": ["The reviewer"],
        "node:archive": ["The reviewer"],
        "!broken !draft s:error": ["The reviewer", "The worker"],
        "nothing like it": [],
    }
    script = f"""
        for (const query of {json.dumps(list(queries))}) {{
          type(query);
          said.push(all('.index li:not([hidden]) .name').map((name) => name.textContent));
        }}
        await wait(300);
        said.push(location.hash, one('.none').hidden, all('.case:not([hidden])').length);
    """
    *found, address, none_hidden, cases = played(packed, tmp_path, script)
    shown = [[" ".join(name.split()[:2]) for name in names] for names in found]
    assert dict(zip(queries, shown, strict=True)) == queries
    assert (address, none_hidden, cases) == ("#/?q=nothing+like+it", False, 0)


def test_the_list_is_a_tree_that_the_arrows_walk(packed, tmp_path):
    """Right opens cases and branches, left closes them and goes up, and one item takes the tab."""
    script = """
        const at = () => said.push(document.activeElement.querySelector('.name').textContent);
        const press = async (...names) => {
          for (const name of names) { key(name); await wait(); }
          at();
        };
        one('[role=tree] [tabindex="0"]').focus();
        await press('ArrowRight');
        await wait(200);
        await press('ArrowDown', 'ArrowDown');
        await press('ArrowRight', 'ArrowRight');
        await press('ArrowLeft');
        await press('ArrowLeft', 'ArrowLeft');
        await press('ArrowLeft', 'ArrowDown');
        await press('End');
        said.push(all('[role=treeitem][tabindex="0"]').length);
        key(' ');
        await wait(200);
        said.push(one('.here h2').textContent);
        said.push(one('[aria-current]').textContent.includes('A later'));
        key('/');
        said.push(document.activeElement === one('.search input'));
    """
    assert played(packed, tmp_path, script) == [
        "The reviewer changes their mind",
        "rejected",
        "step 1",
        "rejected",
        "The reviewer changes their mind",
        "Broken",
        "A later idea",
        1,
        "A later idea",
        True,
        True,
    ]


def test_two_branches_stand_side_by_side(packed, tmp_path):
    """What both said is folded; then what each said alone, and what differs in their states."""
    script = """
        await wait(200);
        const title = (side) => side.querySelector('.title')?.textContent;
        const titles = (row) => [...row.children].map(title);
        said.push(one('.versus .equal summary').textContent, ...all('.versus .row').map(titles));
        said.push(...all('.versus tbody tr').map((row) => row.textContent));
        one('.versus select').value = 'edited';
        one('.versus select').dispatchEvent(new Event('change'));
        said.push(one('.versus').textContent.includes('Both conversations are the same.'));
        said.push(location.hash);
    """
    said = played(packed, tmp_path, script, anchor=f"#/c/{CASE}?b=main&vs=edited")
    assert said == [
        "6 the same in both",
        ["Answer to review", "Edit as write"],
        [None, "Paused before review"],
        ["The graph came to its end", "Goes on without new input"],
        [None, "review asks"],
        'draft"Tea is a drink.""Tea is a drink made of leaves."',
        'status"published""draft"',
        'tags[2]"hot"nothing there',
        True,
        f"#/c/{CASE}?b=edited&vs=edited",
    ]


def test_a_bug_report_is_copied_or_shown(packed, tmp_path):
    """Where nothing may be copied, it stands there to be copied by hand."""
    script = """
        one('.case details').open = true;
        await wait(200);
        Object.defineProperty(navigator, 'clipboard', { value: undefined });
        all('.case button').find((each) => each.textContent === 'Copy a bug report').click();
        said.push(one('textarea').value);
    """
    assert played(packed, tmp_path, script) == [bug_report(sample.RICH, sample.ENVIRONMENT)]


def test_the_colours_can_be_chosen(packed, tmp_path):
    """Light and dark beside what the system has; the choice is told to the whole page."""
    script = """
        const paper = () => said.push(getComputedStyle(document.body).backgroundColor);
        const choice = one('.theme select');
        for (const name of ['light', 'dark', '']) {
          choice.value = name;
          choice.dispatchEvent(new Event('change'));
          paper();
        }
    """
    light, dark, system = played(packed, tmp_path, script)
    assert light != dark
    assert system in {light, dark}


def test_nothing_hostile_runs_when_it_is_unpacked_or_compared(monkeypatch, tmp_path):
    """Opened, compared and reported, even where no policy stands in the way."""
    monkeypatch.setattr(html, "PLAIN", 0)
    nasty = "".join(NASTY.values())
    page = html_text(with_source(infected(sample.EVERYTHING, nasty), nasty))
    script = """
        const title = document.title;
        for (const case_ of all('.case > details')) case_.open = true;
        await wait(300);
        for (const button of all('.case .tools > button')) button.click();
        for (const item of all('[role=treeitem]')) { item.focus(); key('ArrowRight'); }
        await wait(300);
        said.push(document.title === title, all('.versus .row').length > 0, all('img').length);
        said.push(all('li.step').length);
    """
    steps = sum(len(branch.steps) for one in sample.EVERYTHING.cases for branch in one.branches)
    assert played(page, tmp_path, script) == [True, True, 0, steps]


def test_an_address_shows_its_case_even_where_the_search_hides_it(packed, tmp_path):
    """Who sends an address to a case means the case."""
    script = """
        await wait(200);
        said.push(one('.here').checkVisibility(), all('.case:not([hidden])').length);
    """
    said = played(packed, tmp_path, script, anchor=f"#/c/{CASE}?q=s:passed")
    assert said == [True, 2]
