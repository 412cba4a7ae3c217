"""An error of a graph is said once, wherever it is shown."""

import re
from dataclasses import replace

import sample

from scenario_runner.engine.observation import Raised
from scenario_runner.report.console import case_text
from scenario_runner.report.html import html_text
from scenario_runner.results.model import ErrorTold

ALONE = "TypeError: no such thing"
FRAMES = f'Traceback (most recent call last):\n  File "agents/a.py", line 4, in b\n{ALONE}'


def failing(traceback, **error):
    told = ErrorTold(
        **{"kind": "raised", "message": f"the graph raised {ALONE}", "hint": None} | error,
        traceback=traceback,
    )
    step = sample.step(outcome="error", error=told)
    return sample.case(branches=(sample.branch(steps=(step,), outcome="error"),), outcome="error")


def banner(case):
    """The texts of the box that tells of it, in the conversation."""
    page = html_text(sample.results(case, outcome="error"))
    (box,) = re.findall(r'<div class="banner raised">(.*?)</div>\s*</div>', page, re.DOTALL)
    return [text for text in re.split(r"\s*<[^>]+>\s*", box) if text]


def test_a_traceback_that_is_only_the_message_is_left_out():
    """Errors of inline graphs have no frames of a user's own."""
    assert banner(failing(ALONE)) == ["The graph raised an error", ALONE]
    assert case_text(failing(ALONE), color=False).count("no such thing") == 1


def test_frames_are_shown():
    """They say where; the last line stays with them, as people copy it."""
    assert banner(failing(FRAMES)) == [
        "The graph raised an error", ALONE, FRAMES.replace('"', "&#34;")
    ]  # fmt: skip
    assert 'File "agents/a.py", line 4, in b' in case_text(failing(FRAMES), color=False)


def test_another_error_keeps_its_words():
    """Only the title of what a graph raised says that it did."""
    told = banner(failing(None, kind="died", message="the graph raised KeyboardInterrupt"))
    assert told == ["The process died", "the graph raised KeyboardInterrupt"]


def test_an_expected_error_is_said_once_too():
    """Its title has the type."""
    raised = Raised(
        type="TypeError", qualified="TypeError", message="no such thing", traceback=ALONE
    )
    seen = replace(sample.DRAFTED, raises=raised)
    case = sample.case(branches=(sample.branch(steps=(sample.step(observation=seen),)),))
    assert banner(case) == ["The graph raised TypeError, as expected", "no such thing"]
