"""What `--update-snapshots` and `--update-expected` say: each file's difference, and what was
left as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from scenario_runner.cli.show import plural
from scenario_runner.report.changed import changed_text
from scenario_runner.report.paint import Paint
from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results
from scenario_runner.suite.ci import refuse_in_ci
from scenario_runner.suite.exits import INVALID
from scenario_runner.suite.obsolete import Obsolete, obsolete, prune

if TYPE_CHECKING:
    from scenario_runner.suite.amend import Amended
    from scenario_runner.suite.snapshots import FileChange

_MOST = 20
"""Entries or values that are named one by one."""


class Updates:
    """What a run has changed in files, told as it happens."""

    def __init__(self, *, snapshots: bool, expected: bool, color: bool) -> None:
        """Raises UsageFault where CI asks for it."""
        if snapshots:
            refuse_in_ci("--update-snapshots", "snapshots")
        if expected:
            refuse_in_ci("--update-expected", "expected values")
        self._snapshots, self._expected = snapshots, expected
        self._color, self._paint = color, Paint(on=color, width=0)
        self.exit_code = 0
        """Of what could not be written."""

    def heard(self, change: FileChange) -> None:
        """Show a file that was changed, and what could not be."""
        if change.before != change.after:
            told = changed_text(change.file, change.before, change.after, color=self._color)
            click.echo(told)
        for fault in change.faults:
            click.echo(f"error: {visible(fault)}", err=True)
            self.exit_code = INVALID

    def end(self, results: Results) -> None:
        """What is to be done and said when all has been played."""
        found = obsolete(results)
        if self._snapshots:
            for change in prune(found):
                self.heard(change)
        for each in found:
            self._obsolete(each)
        if self._expected:
            from scenario_runner.suite.amend import amend  # noqa: PLC0415  # most runs amend nothing

            for amended in amend(results):
                self._amended(amended)

    def _obsolete(self, found: Obsolete) -> None:
        left = [way for way in found.entries if not self._snapshots or way not in found.removable]
        if not left:
            return
        told = f"no step asks for {plural(len(left), 'stored snapshot')} in {found.file}"
        does = "run --update-snapshots removes what is stored in vain for cases that run whole"
        click.echo(f"{self._paint.style('warning', told)}: {does}")
        for case, branch, step in left[:_MOST]:
            click.echo(f"  {visible(case)}: {visible(branch)}/{visible(step)}")

    def _amended(self, amended: Amended) -> None:
        self.heard(amended.change)
        if amended.count:
            told = plural(amended.count, "expected value")
            click.echo(f"{told} rewritten in {amended.change.file}; run again to see them hold")
        if amended.left:
            click.echo(f"left as written in {amended.change.file}:")
        for each in amended.left[:_MOST]:
            click.echo(f"  {each.place}: {visible(each.why)}")
        if (more := len(amended.left) - _MOST) > 0:
            click.echo(f"  and {more} more")
