"""`export`: a scenario as a script that needs only LangGraph."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from scenario_runner.cli.bundled import receive
from scenario_runner.cli.ending import fail, nothing_selected
from scenario_runner.cli.options import COLOR, PATH
from scenario_runner.cli.show import is_painted, show_problems
from scenario_runner.exporting.export import export as export_plan
from scenario_runner.exporting.limits import CannotExport
from scenario_runner.plan.compile import compile_plan
from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.options import Options
from scenario_runner.suite.secrets import own_mask
from scenario_runner.suite.selection import select
from scenario_runner.suite.usage import INVALID


@click.command()
@PATH
@COLOR
def export(path: str, color: str) -> None:
    """Print a scenario as a Python script: FILE, FILE::case or FILE::case::branch.

    The script makes the same LangGraph calls, asserts what the scenario expects, and needs
    nothing of this tool. It is to be run in the current folder.
    """
    (path,) = receive((path,)).paths
    cases = select((path,), Options())
    if not cases:
        nothing_selected()
    if len(cases) > 1:
        fail(f"{path} holds {len(cases)} scenarios", INVALID, "name one of them: FILE::case")
    (case,) = cases
    if isinstance(case, BrokenCase):
        show_problems(case, is_painted(color))
        sys.exit(INVALID)
    plan = compile_plan(case.scenario, only=case.branches)
    try:
        script = export_plan(plan, folder=str(Path.cwd()))
    except CannotExport as error:
        fail(str(error), INVALID)
    for name in own_mask(case.scenario).found(script):
        hint = f"write {{{{ env.{name} }}}} in its place"
        fail(f"the file holds the value of {name} as it stands", INVALID, hint)
    click.echo(script, nl=False)
