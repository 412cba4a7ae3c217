"""`diff`: what changed between two runs, or between two branches of a case."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.options import COLOR
from scenario_runner.cli.show import is_painted
from scenario_runner.comparing.cases import compare_branches
from scenario_runner.comparing.model import Conversation, RunChange
from scenario_runner.comparing.runs import compare_runs
from scenario_runner.language.words import listed, quoted, suggestion
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.report.changes_text import conversation_text, run_change_text
from scenario_runner.results.codec import encode
from scenario_runner.results.merge import read_results
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.store import json_text
from scenario_runner.suite.exits import FAILED, INVALID
from scenario_runner.suite.options import LAST_RUN

_RESULTS = (".json", ".jsonl")


@click.command("diff")
@click.argument("left", metavar="A")
@click.argument("right", metavar="B")
@click.option(
    "--in", "run", type=click.Path(dir_okay=False, path_type=Path), metavar="RESULTS",
    help="The run that branches are taken from; the last one unless said otherwise.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True,
    help="How it is told.",
)  # fmt: skip
@COLOR
def diff(left: str, right: str, run: Path | None, form: str, color: str) -> None:
    """Tell what changed from A to B: two results.json files or journals, or two branches of a case.

    Branches are named FILE::case::branch. Times, ids and what the scenarios ignore do not count.
    Ends with 0 where nothing differs, with 1 where something does.
    """
    told: RunChange | Conversation
    painted = is_painted(color)
    width = shutil.get_terminal_size((100, 24)).columns
    if left.endswith(_RESULTS) and right.endswith(_RESULTS):
        told = compare_runs(_read(Path(left), painted), _read(Path(right), painted))
        text = run_change_text(told, color=painted, width=width)
        same = told.is_same
    else:
        case, names = _branches(_read(run or LAST_RUN, painted), (left, right))
        told = compare_branches(case, *names)
        text = conversation_text(told, *names, color=painted, width=width)
        same = told.first is None
    shown = text if form == "text" else json_text(encode(told, type(told), _as_it_is)).rstrip()
    click.echo(shown)
    sys.exit(0 if same else FAILED)


def _as_it_is(value: object) -> object:
    return value


def _read(path: Path, color: bool) -> Results:
    if not path.is_file():
        hint = "run the scenarios first, or name a results.json with --in"
        fail(f"{path}: there is no such file", INVALID, hint)
    try:
        return read_results(path)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=color), err=True)
        sys.exit(INVALID)


def _branches(results: Results, selectors: tuple[str, str]) -> tuple[CaseResult, tuple[str, str]]:
    """The case that both are of, and their names."""
    found = [_branch(results, selector) for selector in selectors]
    (case, one), (other, two) = found
    if case.id != other.id:
        hint = "to compare two cases, compare their results: run each with --report json=FILE"
        fail("these are branches of two cases", INVALID, hint)
    return case, (one, two)


def _branch(results: Results, selector: str) -> tuple[CaseResult, str]:
    case = next((c for c in results.cases if selector.startswith(f"{c.id}::")), None)
    if case is None:
        hint = "name two results, or two branches as FILE::case::branch"
        if results.cases:
            hint += f"; the run has {listed(quoted(each.id) for each in results.cases[:3])}"
        fail(f"{selector} is neither results nor a branch of the run", INVALID, hint)
    name, names = selector.removeprefix(f"{case.id}::"), [one.name for one in case.branches]
    if name not in names:
        message = f"{case.id} has no branch {quoted(name)}"
        fail(message, INVALID, suggestion(name, names, "it has"))
    return case, name
