"""`init`: a first scenario for a graph, of what the graph does on an input."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.graphs import known_graph
from scenario_runner.cli.init_input import input_of
from scenario_runner.cli.init_told import give_up, told
from scenario_runner.cli.new_file import check_free
from scenario_runner.cli.options import COLOR
from scenario_runner.cli.show import is_painted
from scenario_runner.language.write import CannotWrite
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.suite.begin import Beginning, Begun, NotBegun, begin
from scenario_runner.suite.collect import SUFFIXES, UsageFault
from scenario_runner.suite.exits import INVALID
from scenario_runner.suite.first_file import file_for, graph_from, name_of, schema_for
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.reference import written


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
    check_free(output, force)
    known = known_graph(reference, painted)
    path = output or file_for(known.scenario.graph)
    check_free(path, force)
    wanted = Beginning(
        path=path,
        name=f"First run of {name_of(known.scenario.graph)}",
        graph=graph_from(written(reference), path.parent),
        given=input_of(given, known.knowledge, painted),
        schema=schema_for(path, Path(known.scenario.graph.root)),
        timeout=timeout,
    )
    _finish(wanted, _begun(wanted, painted))


def _begun(wanted: Beginning, color: bool) -> Begun | NotBegun:
    try:
        with in_workers(1) as place:
            return begin(wanted, place)
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(picture(problem, None, color=color), err=True)
        sys.exit(INVALID)
    except CannotWrite as fault:
        fail(f"what the graph did cannot be written in a scenario: {fault}", INVALID)


def _finish(wanted: Beginning, begun: Begun | NotBegun) -> None:
    match begun:
        case NotBegun(result=result, varies=varies):
            give_up(result, varies)
        case Begun(text=text):
            try:
                wanted.path.parent.mkdir(parents=True, exist_ok=True)
                wanted.path.write_text(text, encoding="utf-8")
            except OSError as error:
                fail(f"{wanted.path} cannot be written: {error.strerror}", INVALID)
            click.echo("\n".join(told(wanted, begun)))
