"""What `run` says of each case and at the end, in the format that was asked for."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from typing import Literal

import click

from scenario_runner.cli.live import is_terminal
from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad
from scenario_runner.report.console import case_text, summary_text
from scenario_runner.report.github import github_text
from scenario_runner.results.counts import count
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.store import case_to_json

Form = Literal["text", "jsonl", "github"]


@frozen
class Teller:
    """How a run is told."""

    form: Form
    color: bool
    quiet: bool = False
    verbose: bool = False

    @property
    def draws(self) -> bool:
        """Whether a line below the cases shows how far the run has come."""
        return self.form == "text" and is_terminal()

    def case(self, case: CaseResult) -> str:
        """What is said of a case that has ended; empty for nothing."""
        if self.form == "jsonl":
            return json.dumps({"type": "case", **case_to_json(case)})
        if self.quiet and not is_bad(case.outcome):
            return ""
        width = shutil.get_terminal_size().columns
        return case_text(case, color=self.color, width=width, branches=self.verbose)

    def end(self, results: Results) -> None:
        """Say how the run ended."""
        if self.form == "jsonl":
            told = {"outcome": results.outcome, "duration": results.duration}
            click.echo(json.dumps({"type": "end", **told, "summary": asdict(count(results))}))
            return
        if self.form == "github" and (marks := github_text(results)):
            click.echo(marks)
        click.echo(summary_text(results, color=self.color))

    def say(self, line: str) -> None:
        """Something else, which is no part of a format for machines."""
        click.echo(line, err=self.form == "jsonl")
