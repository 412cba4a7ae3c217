"""What the terminal shows, whole."""

import re
from dataclasses import replace

import gold
import pytest
import sample

from scenario_runner.report.console import case_text, summary_text
from scenario_runner.report.html import html_text
from scenario_runner.results.model import Attempt


def plain(case):
    return case_text(case, color=False, width=90)


@pytest.mark.parametrize("name", ["rich", "broken", "died", "passes", "skipped", "travels", "lost"])
def test_a_case_is_told_as_expected(name, tmp_path):
    """Place, line, values, traceback, what was pending, output and command, in this order."""
    gold.same(f"console-{name}.txt", plain(getattr(sample, name.upper())) + "\n", tmp_path)


def test_long_texts_are_compared_line_by_line():
    """Only what differs and a little around it is shown."""
    lines = [f"line {n}" for n in range(40)]
    finding = replace(
        sample.REJECTED.steps[0].findings[0],
        expected="\n".join(lines),
        actual="\n".join([*lines[:20], "another", *lines[21:]]),
    )
    branch = sample.branch(outcome="failed", steps=(sample.step(findings=(finding,)),))
    text = plain(sample.case(outcome="failed", branches=(branch,)))
    shown = text[text.index("- expected") : text.index("    waiting:")]
    assert [line.strip() for line in shown.strip().split("\n")] == [
        "- expected  + actual",
        "~ 17 equal lines",
        "line 17",
        "line 18",
        "line 19",
        "- line 20",
        "+ another",
        "line 21",
        "line 22",
        "line 23",
        "~ 16 equal lines",
    ]


def test_what_nobody_expected_was_expected_to_be_nothing():
    """In people's words: no matcher that stands in no file."""
    more = replace(sample.REJECTED.steps[0].findings[0], expected={"$absent": True}, actual="tea")
    branch = sample.branch(outcome="failed", steps=(sample.step(findings=(more,)),))
    case = sample.case(outcome="failed", branches=(branch,))
    assert '      expected  (nothing)\n      actual    "tea"\n' in plain(case)
    assert "<dd><i>nothing</i></dd>" in html_text(sample.results(case))


def test_attempts_stand_below_what_went_wrong_and_say_the_same_once():
    """The reason is seen first, in the page as well."""
    attempts = [Attempt(outcome="failed", duration=0.1, message="x:1:1: no") for _ in range(2)]
    text = html_text(sample.results(replace(sample.RICH, attempts=tuple(attempts))))
    assert text.index('aria-label="What went wrong"') < text.index('class="attempts"')
    assert "attempt 2 failed in 100 ms: as before" in plain(replace(sample.RICH, attempts=attempts))


def test_colours_change_nothing_but_colours():
    """Without its colours a coloured text is the plain one."""
    for case in sample.EVERYTHING.cases:
        colored = case_text(case, color=True, width=90)
        assert re.sub("\x1b\\[[0-9;]*m", "", colored) == plain(case)
        assert colored != plain(case)


def test_the_summary_lists_what_to_run_again_and_counts():
    """The last lines of a run are enough to go on from."""
    assert summary_text(sample.SUITE).split("\n") == [
        f"ERROR    {sample.RICH.rerun}",
        f"ERROR    {sample.BROKEN.rerun}",
        f"ERROR    {sample.DIED.rerun}",
        "5 cases: 3 errors, 1 passed, 1 skipped in 1.50 s",
    ]
    assert summary_text(sample.results()) == "0 cases: nothing ran in 1.50 s"


def test_nothing_a_graph_says_reaches_the_terminal_raw():
    """Escape sequences, carriage returns and text that runs backwards are only shown."""
    nasty = "\x1b]0;owned\x07\r\x9b2J\u202e\x00"
    value = {"role": "user", "content": nasty, nasty: nasty}
    error = replace(sample.BREAKS.steps[0].error, message=nasty, hint=nasty, traceback=nasty)
    finding = replace(sample.REJECTED.steps[0].findings[0], actual=value, message=nasty, path=nasty)
    for place in (None, finding.place):
        step = sample.step(
            id=nasty, given=value, error=error, findings=(replace(finding, place=place),)
        )
        branch = sample.branch(name=nasty, outcome="error", steps=(step,), reason=nasty)
        case = sample.case(
            id=nasty, scenario=nasty, outcome="error", branches=(branch,), reason=nasty,
            printed=nasty, source=nasty, rerun=nasty, database=nasty,
        )  # fmt: skip
        assert not set("\x1b\x07\r\x9b\u202e\x00") & set(plain(case))
    assert not set("\x1b\x07") & set(summary_text(sample.results(case)))


def test_warnings_of_a_passed_case_take_a_line_each():
    """The same warning of several branches is told once."""
    finding = sample.EDITED.steps[1].findings[0]
    steps = (sample.step(findings=(finding,)),)
    branches = tuple(sample.branch(name=name, steps=steps) for name in ("main", "a[1]", "a[2]"))
    assert plain(sample.case(branches=branches)).split("\n")[1:] == [
        (
            "  scenarios/publish.scenario.yaml:7:5: warning: the branch ends with a question "
            "that nothing expects: review (branches main, a[1], a[2])"
        )
    ]
