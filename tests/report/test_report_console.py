"""What the terminal shows, whole."""

import re
from dataclasses import replace

import pytest
import sample

from scenario_runner.report.console import case_text, summary_text

REJECTED = """\
FAILED   scenarios/publish.scenario.yaml::The reviewer changes their mind (412 ms)

  branch rejected, step 1  resume: {approve: false, reason: "too short"}
    scenarios/publish.scenario.yaml:22:28: error: $.values.status is not as expected
      22 |           values: {status: rejected}
         |                            ^^^^^^^^
      expected  "rejected"
      actual    "published"

    scenarios/publish.scenario.yaml:23:63: error: $.last_message.content is not as expected
      23 |           last_message: {role: assistant, content: {$contains: too short}}
         |                                                               ^^^^^^^^^
      expected  {$contains: "too short"}
      actual    "Published, thank you."

    error: stale_resume: $.answers[0]: an older answer was heard instead of the one given
      expected  {approve: false, reason: "too short"}
      actual    {approve: true}

  run again: scenario-runner run publish"""

BREAKS = """\
ERROR    scenarios/publish.scenario.yaml::The reviewer changes their mind (412 ms, 2 branches)

  branch breaks, step 1  invoke: {messages: [{role: "user", content: "Now archive it"}]}
    error: the graph raised KeyError: '/archive/<tea>'
      Traceback (most recent call last):
        File "agents/archive.py", line 41, in archive
          return store[path]
                 ~~~~~^^^^^^
      KeyError: '/archive/<tea>'
      help: Write `expect: {raises: {type: KeyError}}` if it should

    1 later step of this branch did not run

  branch confused, step 1  resume_map: {reviewer: {approve: true}}
    error: nothing named "reviewer" is pending
      waiting for an answer: review
      help: Did you mean "review"?

  printed:
    loading model
    ␛[31mwarning␛[0m: slow network

  storage kept: .scenario-runner/databases/publish

  run again: scenario-runner run publish"""


def plain(case):
    return case_text(case, color=False, width=90)


def test_a_failing_branch_shows_line_values_and_command():
    """Everything needed to understand a failure is there, in order."""
    short = replace(sample.RICH, printed="", database=None, rerun="scenario-runner run publish")
    case = replace(short, outcome="failed", branches=(sample.REJECTED,))
    assert plain(case) == REJECTED


def test_errors_show_traceback_what_was_pending_and_output():
    """A graph that raises and an answer nobody asked for are told in full."""
    branches = (sample.BREAKS, sample.CONFUSED)
    case = replace(sample.RICH, branches=branches, rerun="scenario-runner run publish")
    assert plain(case) == BREAKS


@pytest.mark.parametrize(
    ("case", "line"),
    [
        (sample.PASSES, "passed   scenarios/publish.scenario.yaml::A draft is written (61 ms)"),
        (
            sample.SKIPPED,
            f"skipped  {sample.SKIPPED.id} (waits for the new model, 2 branches)",
        ),
    ],
)
def test_a_quiet_case_is_one_line(case, line):
    """What needs no attention takes one line."""
    assert plain(case) == line


def test_a_broken_file_shows_its_problems():
    """Problems of a file are drawn with their line."""
    assert "    3 | step:\n      | ^^^^\n    help: Did you mean" in plain(sample.BROKEN)


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


def test_colours_change_nothing_but_colours():
    """Without its colours a coloured text is the plain one."""
    for case in sample.SUITE.cases:
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
