"""`explain`: the plan as LangGraph calls."""

from __future__ import annotations

import sys

import click

from scenario_runner.cli.bundled import receive
from scenario_runner.cli.ending import nothing_selected
from scenario_runner.cli.options import COLOR, PATHS
from scenario_runner.cli.show import is_painted, show_problems
from scenario_runner.masking.veil import veiled
from scenario_runner.plan.compile import compile_plan
from scenario_runner.plan.explain import explain as explain_plan
from scenario_runner.suite.case import BrokenCase, Case
from scenario_runner.suite.options import Options
from scenario_runner.suite.secrets import secrets_of
from scenario_runner.suite.selection import select
from scenario_runner.suite.usage import INVALID


@click.command()
@PATHS
@COLOR
def explain(paths: tuple[str, ...], color: str) -> None:
    """Print what a run would do as LangGraph calls, without doing it."""
    paths = receive(paths).paths
    cases = select(paths, Options())
    if not cases:
        nothing_selected()
    plans = [_explained(case) for case in cases if isinstance(case, Case)]
    if plans:
        click.echo("\n\n".join(plans))
    broken = [case for case in cases if isinstance(case, BrokenCase)]
    for case in broken:
        show_problems(case, is_painted(color))
    sys.exit(INVALID if broken else 0)


def _explained(case: Case) -> str:
    """The plan; nothing is rendered, but a file may hold a secret as it stands."""
    mask = secrets_of(case.scenario).mask
    with veiled(mask):
        return mask.text(explain_plan(compile_plan(case.scenario, only=case.branches)))
