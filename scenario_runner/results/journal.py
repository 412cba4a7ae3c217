"""The journal of a run: each case on disk as it ends, so that a run that is killed loses none.

A file of JSON lines: a header, a line for each case, and a last line where the run came to
its end.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from scenario_runner.judge.outcome import worst
from scenario_runner.problem import Place, Problem, ProblemsError
from scenario_runner.results.codec import decode
from scenario_runner.results.drawn import DrawnOnce, read_drawn
from scenario_runner.results.model import SCHEMA_VERSION, CaseResult, Environment, Results, Shard
from scenario_runner.results.selected import Selected
from scenario_runner.results.store import case_from_json, case_to_json

FIRST = '{"journal": "scenario-runner"'


class Journal:
    """A journal being written. It takes the place of another at once, with the cases that a run
    which was ended had finished `before`."""

    def __init__(
        self,
        path: Path,
        environment: Environment,
        started_at: str,
        shard: Shard | None = None,
        selected: Selected | None = None,
        before: Sequence[CaseResult] = (),
    ) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._drawn = DrawnOnce()
        self._ended = False
        beside = path.with_name(f".{path.name}.{os.getpid()}")
        self._file: IO[str] = beside.open("w", encoding="utf-8")
        header = {
            "journal": "scenario-runner",
            "schema_version": SCHEMA_VERSION,
            "environment": asdict(environment),
            "started_at": started_at,
            "shard": asdict(shard) if shard is not None else None,
            **({"selected": selected.told()} if selected is not None else {}),
        }
        self._write(header)
        for case in before:
            self._add(case)
        beside.replace(path)

    def add(self, case: CaseResult) -> str | None:
        """Write a case that has ended, after its graph where that is a new one. Where the disk is
        full, say, the run goes on without it: why is returned once, and nothing more is written,
        as a line after one that was cut off would be lost."""
        if self._ended:
            return None
        try:
            self._add(case)
        except OSError as error:
            self._ended = True
            return error.strerror or str(error)
        return None

    def _add(self, case: CaseResult) -> None:
        known = len(self._drawn)
        told = case_to_json(case, self._drawn)
        for graph in self._drawn.written(known):
            self._write({"graph": graph})
        self._write({"case": told})

    def close(self, duration: float) -> None:
        """The run has come to its end, after so many seconds."""
        with contextlib.suppress(OSError):
            if not self._ended:
                self._write({"end": {"duration": duration}})
            self._file.close()

    def _write(self, line: dict[str, Any]) -> None:
        self._file.write(json.dumps(line, ensure_ascii=True) + "\n")
        self._file.flush()


def keep_journal(path: Path, results: Results) -> None:
    """A journal of results that are there already, as `run` would have left it. Where it cannot
    be written, there is none."""
    with contextlib.suppress(OSError):
        held = results.environment, results.started_at, results.shard
        Journal(path, *held, before=results.cases).close(results.duration)


def is_journal(text: str) -> bool:
    """Whether a text is a journal."""
    return text.startswith(FIRST)


def read_journal(path: Path) -> Results:
    """The results a journal holds, of a run that was killed too. Raises ProblemsError."""
    lines = _lines(path)
    header = lines[0] if lines else {}
    try:
        environment = Environment(**header["environment"])
        graphs = read_drawn([line["graph"] for line in lines if "graph" in line])
        cases = tuple(case_from_json(line["case"], graphs) for line in lines if "case" in line)
        shard: Shard | None = decode(header.get("shard"), Shard | None, lambda data: data)
    except (KeyError, TypeError, ValueError) as error:
        raise ProblemsError((_no_journal(path),)) from error
    ends = [line["end"]["duration"] for line in lines if "end" in line]
    return Results(
        environment=environment,
        started_at=header["started_at"],
        duration=ends[0] if ends else sum(case.duration for case in cases),
        outcome=worst(case.outcome for case in cases),
        cases=cases,
        shard=shard,
    )


def _lines(path: Path) -> list[dict[str, Any]]:
    """Every whole line; the last one may have been cut off."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProblemsError((_no_journal(path),)) from error
    lines = []
    for line in text.splitlines():
        try:
            lines.append(json.loads(line))
        except ValueError:
            break
    return [line for line in lines if isinstance(line, dict)]


def _no_journal(path: Path) -> Problem:
    return Problem(
        place=Place(file=str(path), line=1, column=1),
        message="this is no journal of a run",
        hint="name a file that run has written: .scenario-runner/last-run.jsonl or a results.json",
        code="results",
    )
