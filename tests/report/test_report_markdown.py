"""Markdown for pull requests and job summaries, and the bug report of a case."""

import re
from dataclasses import replace

import gold
import sample
from hostile import NASTY, infected, with_source

from scenario_runner.report.markdown import markdown_text
from scenario_runner.report.markdown_case import bug_report


def outside_code(text):
    """The text without its blocks and spans of code."""
    text = re.sub(r"^(`{3,})[a-z]+\n.*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)", "", text)


def test_the_report_is_as_expected(tmp_path):
    """Numbers first, then what needs attention with the command for each."""
    gold.same("markdown.md", markdown_text(sample.EVERYTHING), tmp_path)


def test_how_to_run_it_again_is_told_once():
    """Below the picture of the failure, also where there is a way to go on in it."""
    branches = tuple(replace(one, go_on="scenario-runner run x --from '#1'", outcome="failed")
                     for one in sample.RICH.branches)  # fmt: skip
    text = markdown_text(sample.results(replace(sample.RICH, branches=branches)))
    assert "go on from the last good moment" in text
    assert [line for line in text.splitlines() if "un again" in line] == [
        f"Run again: `{sample.RICH.rerun}`"
    ]


def test_a_bug_report_holds_all_that_is_needed_elsewhere(tmp_path):
    """What went wrong, the scenario, and what it ran on."""
    gold.same("bug.md", bug_report(sample.RICH, sample.ENVIRONMENT), tmp_path)


def test_whatever_graphs_say_stays_in_code():
    """Fences, backticks, HTML and mentions of a graph or a file do nothing."""
    for nasty in (*NASTY.values(), "\n````\n# big\n@everyone", "`` ` ```", "`"):
        whole = with_source(infected(sample.EVERYTHING, nasty), nasty)
        quiet = replace(whole, environment=sample.ENVIRONMENT, started_at=sample.SUITE.started_at)
        clean = outside_code(markdown_text(sample.EVERYTHING))
        assert outside_code(markdown_text(quiet)) == clean
        case = quiet.cases[0]
        assert outside_code(bug_report(case, sample.ENVIRONMENT)) == outside_code(
            bug_report(sample.RICH, sample.ENVIRONMENT)
        )


def test_a_summary_stays_below_what_ci_takes():
    """Of very many failures the first are told, the rest are counted."""
    long = "x" * 60_000
    case = replace(sample.DIED, error=replace(sample.DIED.error, message=long))
    text = markdown_text(sample.results(*[case] * 100))
    assert 700_000 < len(text.encode()) < 1_000_000
    assert re.search(r"\n\d\d more are in the other reports\.\n", text)
