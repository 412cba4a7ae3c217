"""What `--record-models` says: each scenario's difference, whether it plays from what was written,
and what could not be written."""

from __future__ import annotations

from dataclasses import replace

import click

from scenario_runner.cli.show import plural
from scenario_runner.report.changed import changed_text
from scenario_runner.report.paint import Paint
from scenario_runner.report.visible import visible
from scenario_runner.results.model import Results
from scenario_runner.suite.ci import refuse_in_ci
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.exits import FAILED, INVALID
from scenario_runner.suite.model_record import Recorded, Recording
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_this_process, in_workers

_MOST = 10
"""Differences that are told of one file."""


class Recordings:
    """The models of a run, recorded and written."""

    def __init__(self, options: Options, *, update_expected: bool, color: bool) -> None:
        """Raises UsageFault where CI asks for it, or with options that play a case again or
        change the same file."""
        refuse_in_ci("--record-models", "replies of models")
        if update_expected:
            hint = "record the models first, and correct what is expected afterwards"
            raise UsageFault("--record-models and --update-expected do not go together", hint)
        for option, given in _AGAIN.items():
            if getattr(options, given[0]) != given[1]:
                hint = f"record the models first, and run with {option} afterwards"
                message = f"--record-models and {option} do not go together"
                raise UsageFault(f"{message}: models would be asked again", hint)
        self._recording = Recording()
        self._color, self._paint = color, Paint(on=color, width=0)
        self.options = replace(options, on_models=self._recording.hear)
        self.exit_code = 0
        """Of what could not be written, or plays otherwise."""

    def end(self, results: Results) -> None:
        """Write what was heard, play it again, and tell."""
        here = self.options.in_process
        with in_this_process() if here else in_workers(1) as place:
            for each in self._recording.write(results, self.options, place):
                self._told(each)

    def _told(self, each: Recorded) -> None:
        change = each.change
        if change.before != change.after:
            click.echo(changed_text(change.file, change.before, change.after, color=self._color))
        for fault in change.faults:
            click.echo(f"error: {visible(fault)}", err=True)
            self.exit_code = INVALID
        for left in each.left:
            click.echo(f"error: {change.file}: {visible(left)}", err=True)
            self.exit_code = self.exit_code or FAILED
        if change.faults:
            return
        if not each.replies:
            if not each.left:
                click.echo(f"{change.file}: no model was asked that has no replies yet")
            return
        self._written(each)

    def _written(self, each: Recorded) -> None:
        file = each.change.file
        replies = "1 reply" if each.replies == 1 else f"{each.replies} replies"
        click.echo(f"{replies} of {plural(len(each.targets), 'model')} written to {file}")
        for key in each.keys:
            click.echo(f"  its models need no {key} any more: environment has a stand-in for it")
        if not each.otherwise:
            click.echo("  played again from these replies, without a network, it does the same")
            return
        self.exit_code = self.exit_code or FAILED
        click.echo(
            f"error: {file}: played again from these replies it does not do the same:", err=True
        )
        for told in each.otherwise[:_MOST]:
            click.echo(f"  {visible(told)}", err=True)
        if (more := len(each.otherwise) - _MOST) > 0:
            click.echo(f"  and {more} more", err=True)
        click.echo(f"  help: {_HINT}", err=True)


_AGAIN = {
    "--verify": ("verify", False),
    "--retries": ("retries", 0),
    "--repeat": ("repeat", 1),
    "--resume": ("resumed", None),
}
"""What plays a case more than once, or not at all: the option's field, and its value without it."""

_HINT = (
    "hold still what differs besides (patches, cassette, freeze_time, seed), or leave it out with "
    "ignore; then take models out of the file and record them anew"
)
