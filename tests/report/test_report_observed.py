"""Streams, stores and own checks in the reports."""

from dataclasses import replace

import gold
import pytest
import sample
from hostile import NASTY

from scenario_runner.engine.observation import StoreItem
from scenario_runner.judge.verdict import Finding
from scenario_runner.report.compose_observed import stored_rows, streamed_rows
from scenario_runner.report.console import case_text
from scenario_runner.report.html import html_text
from scenario_runner.results.store import from_json, to_json

EVENTS = (
    {"mode": "custom", "node": "write", "path": "write", "data": {"words": 12}},
    {"mode": "custom", "node": None, "path": "", "data": "both at work"},
    {
        "mode": "messages",
        "node": "write",
        "path": "team/write",
        "role": "assistant",
        "text": "Tea is a drink.",
        "chunks": 4,
        "tool_calls": [{"name": "look_up", "args": {"topic": "tea"}, "id": "t1"}],
    },
    {"mode": "values", "path": "", "data": {"status": "draft"}},
)
ITEMS = (StoreItem(namespace=("users", "ada"), key="drink", value={"name": "tea"}),)
SEEN = replace(sample.DRAFTED, events=EVENTS, store=ITEMS)
COMPLAINT = Finding(
    expectation="check",
    path="$",
    expected=None,
    actual=None,
    outcome="failed",
    place=sample.spot(9, "[review]"),
    message="the items cost 7, the bill says 5",
)
RAISED = replace(
    COMPLAINT,
    outcome="error",
    message="checks.py:prices raised KeyError: 'price'",
    traceback='Traceback (most recent call last):\n  File "checks.py", line 3, in prices\n'
    "    item['price']\nKeyError: 'price'",
)
WATCHED = sample.case(
    outcome="error",
    branches=(
        sample.branch(
            outcome="error",
            steps=(sample.step(observation=SEEN, outcome="error", findings=(COMPLAINT, RAISED)),),
        ),
    ),
)


def test_the_page_shows_what_was_streamed_and_stored(tmp_path):
    """Folded away under the step; complaints without sides, what was raised with its way."""
    page = html_text(sample.results(WATCHED))
    body = page[page.index("<main") : page.index("</main>")] + "</main>\n"
    gold.same("page-watched.html", body, tmp_path)


def test_the_terminal_shows_the_complaints(tmp_path):
    """At the place of the check, with the traceback of one that raised."""
    gold.same("console-watched.txt", case_text(WATCHED, color=False), tmp_path)


def test_results_keep_them():
    """As they were, through the file and back."""
    (case,) = from_json(to_json(sample.results(WATCHED))).cases
    assert case == WATCHED


@pytest.mark.parametrize("nasty", [NASTY["html"], NASTY["svg"], NASTY["attribute"]])
def test_what_models_say_stays_text(nasty):
    """Nothing of it becomes a part of the page."""
    seen = replace(
        SEEN,
        events=({"mode": "messages", "path": nasty, "text": nasty, "tool_calls": [nasty]},),
        store=(StoreItem(namespace=(nasty,), key=nasty, value={nasty: nasty}),),
    )
    finding = replace(RAISED, message=nasty, traceback=nasty)
    step = sample.step(observation=seen, findings=(finding,))
    page = html_text(sample.results(sample.case(branches=(sample.branch(steps=(step,)),))))
    assert nasty not in page


def test_many_are_cut(tmp_path):
    """The rest is counted."""
    seen = replace(SEEN, events=EVENTS * 100, store=ITEMS * 300)
    assert [len(streamed_rows(seen)), streamed_rows(seen)[-1].where] == [101, "and 300 more"]
    assert [len(stored_rows(seen)), stored_rows(seen)[-1].where] == [101, "and 200 more"]
