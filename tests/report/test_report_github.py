"""Annotations: at their lines, escaped as GitHub wants it, nine of them at most."""

import re

from hostile import NASTY
from sample import EVERYTHING, PASSES, case, results

from scenario_runner.problem import Place, Problem
from scenario_runner.report.github import github_text

COMMAND = re.compile(r"::error file=([^,:]*),line=(\d+),col=(\d+),title=([^,:]*)::(.*)\Z")


def broken(count, **told):
    said = {"message": "unknown key", "hint": "did you mean it?", "code": "unknown-key", **told}
    return results(
        case(
            problems=tuple(
                Problem(place=Place(file="a,b:c.yaml", line=n + 1, column=2), **said)
                for n in range(count)
            )
        )
    )


def test_all_is_well():
    """Then nothing is said."""
    assert github_text(results(PASSES)) == ""


def test_everything_that_is_wrong_is_marked():
    """Findings, errors, problems, comparisons, each at a place."""
    marks = [COMMAND.match(line) for line in github_text(EVERYTHING).splitlines()]
    assert all(marks)
    wrong = {case.file for case in EVERYTHING.cases if case.outcome in {"failed", "error"}}
    assert {mark[1] for mark in marks} == wrong
    assert {mark[2] for mark in marks} > {"1"}
    said = {mark[5] for mark in marks}
    assert '$.values.status: expected "rejected", got "published"' in said  # of what it is said


def test_nine_are_shown_and_the_others_counted():
    """A step of a workflow shows ten."""
    assert len(github_text(broken(9)).splitlines()) == 9
    assert github_text(broken(12)).splitlines()[9].startswith("::notice::3 more are in")


def test_what_means_something_to_github_is_escaped():
    """In properties also colons and commas."""
    (line,) = github_text(broken(1, message="50%\nof it: a, b", hint=None)).splitlines()
    assert line == (
        "::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=invalid scenario::50%25%0Aof it: a, b"
    )


def test_no_text_of_others_begins_a_command():
    """Whatever stands in a message, a command is one line."""
    for text in NASTY.values():
        told = github_text(broken(1, message=f"x\n::warning::{text}\r\n::error::{text}"))
        assert len(told.splitlines()) == 1
