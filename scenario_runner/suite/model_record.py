"""`--record-models`: what the application's own models said, as the `models` of its scenario.

The replies of the shared prefix stand at the top, once, those of each branch in the branch's own
`models`. What is to be written is played first, without the models and, as `models` close it,
without a network: with as little as gives the same run, or else with all that was told.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import DETAILS, Heard
from scenario_runner.language.load import load_cases
from scenario_runner.language.words import listed, quoted
from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.alone import alone
from scenario_runner.suite.case import Case
from scenario_runner.suite.model_again import again
from scenario_runner.suite.model_lines import Told, lines_of, unnamed
from scenario_runner.suite.model_text import CannotRead, Text, read_text, with_lines
from scenario_runner.suite.options import Options
from scenario_runner.suite.place import Place
from scenario_runner.suite.snapshots import FileChange
from scenario_runner.whole_file import write_text


@frozen
class Recorded:
    """What became of one file."""

    change: FileChange
    replies: int = 0
    targets: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    """Environment variables that hold no key any more."""
    left: tuple[str, ...] = ()
    """What could not be written, a sentence each."""
    otherwise: tuple[str, ...] = ()
    """In what a run from these replies differs; empty where it does the same."""


@dataclass(slots=True)
class Recording:
    """What was heard in a run, until it is written."""

    _cases: dict[str, list[tuple[Case, Mapping[str, Heard]]]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def hear(self, case: Case, heard: Mapping[str, Heard]) -> None:
        """What the models of a case said, branch by branch."""
        with self._lock:
            self._cases.setdefault(case.file, []).append((case, heard))

    def write(self, results: Results, options: Options, place: Place) -> Iterator[Recorded]:
        """Write it into the scenarios, file by file."""
        for file, heard in self._cases.items():
            played = [result for result in results.cases if result.file == file]
            told = [Told(case=case, heard=each) for case, each in heard]
            yield _file(file, told, played, options, place)


def _file(
    file: str, told: list[Told], played: list[CaseResult], options: Options, place: Place
) -> Recorded:
    try:
        with alone(Path(file)):
            return _written(file, told, played, options, place)
    except CannotRead as fault:
        return _nothing(file, str(fault))
    except ProblemsError as error:
        return _nothing(file, f"it would not be valid any more ({error.problems[0].message})")
    except OSError as error:
        return _nothing(file, f"{error.strerror}")


def _nothing(file: str, why: str) -> Recorded:
    fault = f"nothing was written to {file}: {why}"
    return Recorded(change=FileChange(file=file, faults=(fault,)))


def _written(
    file: str, told: list[Told], played: list[CaseResult], options: Options, place: Place
) -> Recorded:
    left = tuple(unnamed(told))
    if not any(each.calls for each in told):
        return Recorded(change=FileChange(file=file))
    _require_whole(file, told, played)
    text = read_text(file, played)
    keys = _keys(told)
    tries: list[tuple[Text, tuple[str, ...]]] = []
    for detail in DETAILS:
        new = with_lines(text, lines_of(told, detail), keys)
        if not tries or new.after != tries[-1][0].after:
            tries.append((new, tuple(again(new, played, options, place))))
        if not tries[-1][1]:
            break
    new, otherwise = next((each for each in tries if not each[1]), tries[0])
    if new.after != new.before:
        write_text(Path(file), new.mark + new.after)
    return Recorded(
        change=FileChange(file=file, before=new.before, after=new.after),
        replies=new.replies,
        targets=new.targets,
        keys=new.keys,
        left=left,
        otherwise=otherwise,
    )


def _require_whole(file: str, told: list[Told], played: list[CaseResult]) -> None:
    """Raises CannotRead where not everything was played to its end: what the other branches
    would hear nobody knows."""
    known = {scenario.case_name for scenario in load_cases(file)}
    if missing := known - {each.case.scenario.case_name for each in told}:
        raise CannotRead(f"{listed(sorted(missing))} was not played; select the whole file")
    if any(each.case.branches is not None for each in told):
        raise CannotRead("not all of its branches were played; select the whole file")
    for result in played:
        if result.outcome == "error":
            raise CannotRead("the live run ended in an error")
        for branch in result.branches:
            if branch.outcome == "skipped" and branch.steps:
                raise CannotRead(f"the branch {quoted(branch.name)} was skipped")


def _keys(told: Iterable[Told]) -> tuple[str, ...]:
    return tuple(sorted({key for each in told for one in each.heard.values() for key in one.keys}))
