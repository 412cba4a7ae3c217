"""Cases: what a run consists of, and how each one and its branches are named."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from urllib.parse import quote

from scenario_runner.language.model import Scenario
from scenario_runner.problem import Problem


@dataclass(frozen=True, kw_only=True, slots=True)
class Case:
    """A scenario to be played."""

    id: str
    """`FILE::scenario`."""
    scenario: Scenario
    branches: frozenset[str] | None = None
    """The branches wanted; None for all."""

    @property
    def file(self) -> str:
        """As given on the command line."""
        return self.scenario.file


@dataclass(frozen=True, kw_only=True, slots=True)
class BrokenCase:
    """A file that holds no scenario that could be played."""

    file: str
    problems: tuple[Problem, ...]
    source: str
    """The file's text as far as it could be read."""

    @property
    def id(self) -> str:
        """The file itself."""
        return self.file


def file_name(name: str) -> str:
    """A name as a file's: what could mislead a file system is written as in an address, so that
    no two names become the same."""
    return "".join(c if c.isalnum() or c in "-_.[]" else quote(c, safe="") for c in name)


def rerun_command(*names: str) -> str:
    """The command that runs a case or a branch again: `FILE`, `scenario`, `branch`."""
    return f"scenario-runner run {shlex.quote('::'.join(names))}"
