"""The input of `init`: given, or asked for on a terminal; and held against what a graph takes."""

from __future__ import annotations

import shlex
import sys

import click

from scenario_runner.language.graph_channels import check_update, of_input
from scenario_runner.language.knowledge import Knowledge
from scenario_runner.language.source import read
from scenario_runner.language.value import Data, Value
from scenario_runner.language.words import listed
from scenario_runner.language.write import flow
from scenario_runner.problem import ProblemsError, picture
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.exits import INVALID

_HELLO: Data = {"messages": [{"role": "user", "content": "Hello"}]}


def input_of(given: str | None, knowledge: Knowledge, color: bool) -> Data:
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
        value = read("--input", given.encode("utf-8", "surrogateescape")).value
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
