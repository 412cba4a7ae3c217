"""Only the expectations of a scenario changed: what they were and what they are, in words."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # where the sample results live
import sample

from scenario_runner.comparing.runs import compare_runs
from scenario_runner.judge.verdict import Finding
from scenario_runner.report.changes_text import run_change_text
from scenario_runner.report.compose import Since
from scenario_runner.report.html import html_text


def finding(expected, message, outcome="failed", **changes):
    usual = {"expectation": "values", "path": "$.values.status", "actual": "published"}
    return Finding(
        **{**usual, **changes}, expected=expected, message=message, outcome=outcome, place=None
    )


MET = finding("published", 'is "published"', "passed")
UNMET = finding("rejected", 'expected "rejected", got "published"')
OPEN = finding(
    None, "nobody expects review", "warned", expectation="left_open", path="$", actual=None
)
RAN = finding(
    {"$contains": "b"}, "a node is missing", expectation="visited", path="$.visited", actual=["a"]
)


def run(*findings):
    outcome = "failed" if any(one.outcome == "failed" for one in findings) else "passed"
    step = sample.step(id="done", findings=findings, outcome=outcome)
    branch = sample.branch(steps=(step,), outcome=outcome)
    return sample.results(sample.case(branches=(branch,), outcome=outcome), outcome=outcome)


def parts(before, after):
    (case,) = compare_runs(before, after).cases
    (step,) = case.branches[0].conversation.steps
    return step.parts


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        (
            [MET],
            [UNMET],
            (
                'values at $.values.status: before expects "published", and gets it; '
                'after expects "rejected", got "published"'
            ),
        ),
        (
            [],
            [UNMET],
            (
                "values at $.values.status: before expects nothing there; "
                'after expects "rejected", got "published"'
            ),
        ),
        ([OPEN], [], "left_open: before says nobody expects review; after says nothing"),
        (
            [RAN],
            [replace(RAN, expected=["a"], outcome="passed", message="is as expected")],
            (
                'visited at $.visited: before expects {$contains: "b"}: a node is missing; '
                'after expects ["a"], and gets it'
            ),
        ),
    ],
)
def test_a_changed_expectation_is_told_in_words(before, after, said):
    """What each side expects and what it got; how the step ended comes last."""
    told = parts(run(*before), run(*after))
    assert told[0].said == said
    assert [part.path for part in told[1:]] in ([], ["$.findings.outcome"])


def test_the_parts_are_data_too():
    """For readers of the JSON: the expectation with its outcome on either side."""
    first, last = parts(run(MET), run(UNMET))
    assert first.path == "$.findings['values $.values.status']"
    assert (first.left["expected"], first.right["expected"]) == ("published", "rejected")
    assert (first.left["outcome"], first.right["outcome"]) == ("passed", "failed")
    assert last.said == "before: the step passed; after: it failed"


def test_expectations_that_end_alike_do_not_differ():
    """Another wording that is met as well changes nothing."""
    other = replace(MET, expected={"$contains": "publ"}, message="contains it")
    assert compare_runs(run(MET), run(other)).is_same


def test_the_terminal_and_the_page_say_it_in_words():
    """Not as a path of our own."""
    before, after = run(MET), run(UNMET)
    change = compare_runs(before, after)
    said = 'before expects "published", and gets it; after expects "rejected", got "published"'
    assert f"      values at $.values.status: {said}\n" in run_change_text(change)
    page = html_text(after, Since(started=before.started_at, change=change))
    told = page.replace("&#34;", '"')
    assert f"First difference: <mark>done: values at $.values.status: {said}</mark>" in told
    assert "done: values at $.values.status</th><td>passed: is" in told
    assert "$.findings" not in page
