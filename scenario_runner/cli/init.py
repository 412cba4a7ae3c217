"""`init`: a first scenario for a graph, of what the graph does on an input."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import click

from scenario_runner.cli.graphs import known_graph, show_lines
from scenario_runner.cli.options import COLOR
from scenario_runner.cli.show import fail, is_painted
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.graph_channels import check_update, of_input
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.source import read
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import listed
from scenario_runner.language.yaml_text import flow
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.results.model import CaseResult, ErrorTold
from scenario_runner.suite.begin import Beginning, Begun, NotBegun, begin
from scenario_runner.suite.collect import SUFFIXES, UsageFault
from scenario_runner.suite.exits import FAILED, INVALID, NOT_LOADED
from scenario_runner.suite.first_file import file_for, graph_from, name_of, schema_for
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.reference import written

_HELLO: Data = {"messages": [{"role": "user", "content": "Hello"}]}


@click.command()
@click.option(
    "--graph", "reference", metavar="REF", required=True,
    help="The graph, as the key graph has it, relative to the current folder.",
)  # fmt: skip
@click.option(
    "--input", "given", metavar="INPUT",
    help="What the graph is run on, as JSON or YAML; asked for on a terminal.",
)  # fmt: skip
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
    help="The file to write; NAME.scenario.yaml unless said otherwise.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@click.option(
    "--timeout", type=click.FloatRange(min=0, min_open=True), metavar="S",
    help="Seconds for one run; 60 unless said otherwise.",
)  # fmt: skip
@COLOR
def init(
    reference: str,
    given: str | None,
    output: Path | None,
    force: bool,
    timeout: float | None,
    color: str,
) -> None:
    """Run a graph once, and write a first scenario of what it did.

    The scenario is run again before it is written, so that it passes. Questions that the graph
    asks become branches, which are skipped until somebody says what is answered.
    """
    painted = is_painted(color)
    if reference.endswith(SUFFIXES):
        raise UsageFault(f"--graph: {reference} is a scenario already", "name the graph itself")
    _check_free(output, force)
    known = known_graph(reference, painted)
    path = output or file_for(known.scenario.graph)
    _check_free(path, force)
    wanted = Beginning(
        path=path,
        name=f"First run of {name_of(known.scenario.graph)}",
        graph=graph_from(written(reference), path.parent),
        given=_input(given, known.knowledge, painted),
        schema=schema_for(path, Path(known.scenario.graph.root)),
        timeout=timeout,
    )
    _finish(wanted, _begun(wanted, painted))


def _check_free(path: Path | None, force: bool) -> None:
    """Before anything is run."""
    if path is None:
        return
    if not path.name.endswith(SUFFIXES):
        hint = f"a scenario's name ends in {' or '.join(SUFFIXES)}"
        raise UsageFault(f"{path} is not the name of a scenario", hint)
    if path.exists() and not force:
        raise UsageFault(f"{path} is there already", "write over it with --force, or name another")


def _input(given: str | None, knowledge: Knowledge, color: bool) -> Data:
    """The input, asked for where it is not given."""
    takes = f"it takes {listed(knowledge.inputs)}" if knowledge.inputs else "JSON or YAML"
    example = _HELLO if knowledge.inputs and "messages" in knowledge.inputs else None
    if given is None:
        if not sys.stdin.isatty():
            shown = example or dict.fromkeys(knowledge.inputs or (), "...")
            hint = f"give it by --input {shlex.quote(flow(shown))}; {takes}"
            raise UsageFault("there is no input for the graph", hint)
        default = None if example is None else flow(example)
        given = str(click.prompt(f"Input of the graph ({takes})", default=default))
    try:
        value = read("--input", given.encode()).value
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, given, color=color), err=True)
        sys.exit(INVALID)
    _check_input(value, knowledge, given, color)
    return value.data


def _check_input(value: Value, knowledge: Knowledge, text: str, color: bool) -> None:
    problems = list(check_update(value, of_input(knowledge)))
    for problem in problems:
        click.echo(picture(problem, text, color=color), err=True)
    if problems:
        sys.exit(INVALID)


def _begun(wanted: Beginning, color: bool) -> Begun | NotBegun:
    try:
        with in_workers(1) as place:
            return begin(wanted, place)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=color), err=True)
        sys.exit(INVALID)


def _finish(wanted: Beginning, begun: Begun | NotBegun) -> None:
    match begun:
        case NotBegun(result=result, varies=varies):
            _give_up(result, varies)
        case Begun(text=text):
            try:
                wanted.path.parent.mkdir(parents=True, exist_ok=True)
                wanted.path.write_text(text, encoding="utf-8")
            except OSError as error:
                fail(f"{wanted.path} cannot be written: {error.strerror}", INVALID)
            click.echo("\n".join(_told(wanted, begun)))


def _give_up(result: CaseResult, varies: bool) -> NoReturn:
    """Say why there is no scenario."""
    error = _error_of(result)
    if error is None:
        for finding in _failed(result):
            click.echo(f"  {finding.path}: {finding.message}", err=True)
        hint = "give the graph a fixed model, clock or seed" if varies else None
        fail("no scenario was written: none that passes could be made", FAILED, hint)
    show_lines("", error.traceback)
    show_lines("the graph printed:", result.printed)
    code = NOT_LOADED if error.kind == "graph" else FAILED
    hint = _HINTS.get(error.kind, error.hint)
    fail(f"no scenario was written: {error.message}", code, hint)


_HINTS = {
    "timeout": "give it more time with --timeout, or find out what it waits for",
    "died": "find out in the graph what ends its process",
}
"""Where a run says more than is right here."""


def _error_of(result: CaseResult) -> ErrorTold | None:
    steps = (step.error for branch in result.branches for step in branch.steps)
    told = (result.error, *(branch.error for branch in result.branches), *steps)
    return next((error for error in told if error is not None), None)


def _failed(result: CaseResult) -> Iterator[Finding]:
    steps = (step for branch in result.branches for step in branch.steps)
    findings = (finding for step in steps for finding in step.findings)
    yield from (finding for finding in findings if finding.outcome == "failed")


def _told(wanted: Beginning, begun: Begun) -> list[str]:
    """What was done, and what is left to do."""
    told = [f"{wanted.path} is written, and passes"]
    seen = begun.seen
    if seen.raises is not None:
        said = f"{seen.raises.type}: {seen.raises.message}".split("\n")[0].removesuffix(": ")
        told.append(f"  the graph raised {said}; the scenario expects that")
    if seen.interrupts:
        told.append(f"  it asks: {', '.join(one.address for one in seen.interrupts)}")
    if begun.varied:
        told.append("  it did not do the same twice: what differed is expected loosely")
    if begun.checks:
        told.append(f"  warnings of the built-in checks: {', '.join(begun.checks)}")
    if begun.branches:
        names = ", ".join(branch.name for branch in begun.branches)
        told.append(f"  {_branches(len(begun.branches))} to fill in: {names}")
    told.append(f"  run it: scenario-runner run {shlex.quote(str(wanted.path))}")
    return told


def _branches(count: int) -> str:
    return "1 branch" if count == 1 else f"{count} branches"
