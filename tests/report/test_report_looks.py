"""Every section of the page: narrow and wide, without scripts, on paper, by keyboard."""

import re
from dataclasses import replace

import pytest
import sample
from browser import CHROMIUM
from hostile import infected
from sample_more import DRAWN, changed, since
from tab import Tab

from scenario_runner.report import html
from scenario_runner.report.html import html_text

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

AFTER = sample.results(*DRAWN.cases, *sample.EVERYTHING.cases[1:], outcome="error")
OPEN = """(async () => {
  for (const one of document.querySelectorAll("details")) one.open = true;
  await new Promise((done) => setTimeout(done, 150));
  for (const one of document.querySelectorAll(".case .tools button")) one.click();
  return new Promise((done) => requestAnimationFrame(done));
})()"""
BEYOND = """[...document.querySelectorAll(
  "body, .head, .since-all, .side, .case, .since, .versus, .lanes, .graph, .graph table, .paste"
)].filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.className)"""
SEEN = """((what) => [...document.querySelectorAll(what)]
  .map((one) => one.checkVisibility({ contentVisibilityAuto: false }) && one.clientHeight > 0))"""


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    """One browser for all of them."""
    tab = Tab(tmp_path_factory.mktemp("tab"))
    yield tab
    tab.close()


@pytest.fixture(scope="module")
def page():
    """Cases of all kinds, a graph with gaps, an earlier run beside."""
    return html_text(AFTER, since(changed(), AFTER))


@pytest.mark.parametrize("width", [360, 2000])
def test_no_section_reaches_beyond_the_window(tab, width):
    """With long words in every field, everything open, branches and runs compared."""
    long = "x" * 300
    text = html_text(infected(AFTER, long), since(infected(changed(), long), infected(AFTER, long)))
    tab.open(text, width=width).value(OPEN)
    sections = ".since .row, .versus .row, .graph .drawing, .graph table, .paste"
    assert tab.value(f"document.querySelectorAll('{sections}').length") > 10
    assert tab.value("document.documentElement.scrollWidth - innerWidth") <= 0
    assert tab.value(BEYOND) == []
    assert tab.complaints() == []


def test_all_is_read_without_scripts(tab, page):
    """The list, the head, what changed, graphs and their tables; no button that does nothing."""
    tab.open(page, scripts=False)
    told = " ".join(tab.value("document.body.innerText").split())
    for text in (
        "4 of 6 cases need attention",
        "1 fixed",
        "Before: error too",
        "Questions and the kinds of answers they got",
        "publish/tell never runs",
    ):
        assert text in told
    assert tab.value("document.querySelectorAll('.index li').length") == len(AFTER.cases)
    assert not any(tab.value(f"{SEEN}('button, select, input, textarea')"))


def test_the_print_has_all_of_it_in_light_colours(tab, page):
    """What is folded on a screen is unfolded on paper, where nothing can be clicked."""
    tab.open(page, media="print").value("document.documentElement.dataset.theme = 'dark'")
    parts = "li.step, .graph .covered, .since-values, .since .bubble, .yaml, .met dl, .drawing"
    seen = tab.value(f"{SEEN}('{parts}')")
    assert len(seen) > 40
    assert all(seen)
    assert not any(tab.value(f"{SEEN}('button:not(.chip), select, input, .side, .foot')"))
    assert tab.value("getComputedStyle(document.body).color") == "rgb(28, 27, 25)"
    assert tab.value("document.documentElement.scrollWidth - innerWidth") <= 0


def test_a_graph_is_reached_and_opened_by_keyboard(tab, monkeypatch):
    """From the list at the side; its drawing takes the focus, so that it can be scrolled."""
    monkeypatch.setattr(html, "PLAIN", 0)
    tab.open(html_text(sample.results(*DRAWN.cases, sample.PASSES, outcome="error")))
    tab.value("document.querySelector('.slowest summary').focus()")
    tab.press("Enter", "\r")
    tab.press("Tab")
    assert tab.value("document.activeElement.hash") == tab.value(
        "'#' + document.querySelector('.graph').id"
    )
    tab.press("Enter", "\r")
    tab.until("document.querySelector('.graph .drawing')")
    tab.value("document.querySelector('.graph summary').focus()")
    tab.press("Tab")
    assert tab.value("document.activeElement.matches('.drawing .scroll')")
    assert tab.complaints() == []


def test_the_address_of_a_graph_opens_it(tab, monkeypatch):
    """Sent to others, it leads there, packed or not."""
    monkeypatch.setattr(html, "PLAIN", 0)
    text = html_text(sample.results(*DRAWN.cases, sample.PASSES, outcome="error"))
    anchor = text[text.index('id="graph-') + 4 :].partition('"')[0]
    tab.open(text, anchor=f"#{anchor}")
    tab.until("document.querySelector('.graph .drawing')")
    tab.until("document.querySelector('.graph .drawing').getBoundingClientRect().top < innerHeight")


def test_a_link_lands_where_it_points(tab):
    """Though the cases above it are long, and laid out only when they come near."""
    long = [replace(sample.RICH, id=f"{n}.yaml::a", scenario=f"Long {n}") for n in range(5)]
    short = [replace(sample.PASSES, id=f"{n}.yaml::b", scenario=f"Short {n}") for n in range(12)]
    cases = (*long, sample.DIED, sample.BROKEN, *short)
    text = html_text(sample.results(*cases, outcome="error"))
    anchors = re.findall(r'<article class="case [^"]*" id="([^"]*)"', text)
    for anchor in anchors[5:7]:
        tab.open(text, anchor=f"#{anchor}").until(
            f"document.getElementById('{anchor}').matches('.here')"
        )
        tab.value("new Promise((done) => setTimeout(done, 700))")
        reached = tab.value(f"document.getElementById('{anchor}').getBoundingClientRect().top")
        assert round(reached) == 16


def test_the_list_is_used_before_the_cases_are_there(tab):
    """While the rest of a large page is being read, the list is searched already."""
    early = """<main id="cases"><script>
        const field = document.querySelector(".search input");
        field.value = "s:failed";
        field.dispatchEvent(new Event("input"));
        const rows = document.querySelectorAll(".index li:not([hidden])").length;
        window.early = [document.readyState, rows, document.querySelectorAll(".case").length];
    </script>"""
    text = html_text(sample.EVERYTHING)
    policy = text[text.index("<meta http-equiv") :].partition(">")[0] + ">"
    tab.open(text.replace(policy, "").replace('<main id="cases">', early))
    assert tab.value("window.early") == ["loading", 1, 0]
    assert tab.value("document.querySelectorAll('.case:not([hidden])').length") == 1
