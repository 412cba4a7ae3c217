"""The page beside an earlier run: what fails newly, what changed, where it differs first."""

import re

import pytest
import sample
from browser import CHROMIUM, played
from hostile import NASTY, infected
from sample_more import changed, since

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.report.compose_since import since_text
from scenario_runner.report.html import html_text


@pytest.fixture(scope="module")
def page():
    return html_text(sample.EVERYTHING, since(changed(), sample.EVERYTHING))


def test_the_first_difference_is_marked(page):
    """With its step, beside what follows from it."""
    marked = re.findall("First difference: <mark>([^<]*)</mark>", page)
    assert marked == [
        'approved: $.messages[0].content: before has "Printed, thank you.", '
        "after has &#34;Published, thank you.&#34;".replace('"', "&#34;")
    ]
    assert '<th scope="row" class="path">$.status</th><td>&#34;printed&#34;</td>' in page
    assert page.count('<div class="since"') == 2


def test_the_head_counts_what_changed(page):
    """The counts are the words of the search; a case that is gone is named."""
    told = re.findall(r'data-query="(since:[\w-]+)"><b>(\d+)</b>', page)
    assert told == [("since:changed", "1"), ("since:fixed", "1")]
    assert '<li class="chip"><b>1</b> gone</li>' in page  # none is left to be shown
    assert "<li>Gone (x::Gone)</li>" in page
    change = compare_runs(changed(), sample.EVERYTHING)
    assert since_text(change) == "since then: 1 changed, 1 fixed, 1 gone, 4 as before"


def test_the_same_run_twice_shows_nothing():
    """But that nothing changed."""
    page = html_text(sample.EVERYTHING, since(sample.EVERYTHING, sample.EVERYTHING))
    assert "nothing changed" in page
    assert '<div class="since"' not in page


@pytest.mark.parametrize("nasty", NASTY.values(), ids=NASTY)
def test_whatever_either_run_says_is_text(nasty):
    """No element, no script of theirs, from the run before either."""
    before, after = infected(changed(), nasty), infected(sample.EVERYTHING, nasty)
    text = html_text(after, since(before, after))
    clean = html_text(sample.EVERYTHING, since(changed(), sample.EVERYTHING))
    tags = [set(re.findall(r"<([a-zA-Z][\w-]*)", one)) for one in (text, clean)]
    assert tags[0] <= tags[1]
    assert text.count("<script") == 1


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_click_on_a_count_keeps_those_cases(page, tmp_path):
    """As if it had been searched for; a second click shows all again."""
    script = """
        const left = () => all('.index li:not([hidden]) .name');
        const names = () => said.push(left().map((name) => name.textContent));
        const chip = all('button.chip').find((each) => each.textContent.includes('fixed'));
        chip.click();
        names();
        said.push(location.hash);
        chip.click();
        said.push(all('.index li:not([hidden])').length);
    """
    assert played(page, tmp_path, script) == [["A draft is written"], "#/?q=since%3Afixed", 6]
