"""A bundle on its way to being used: what is asked of it, unpacked where nothing else is."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.problem import Place, Problem, ProblemsError
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.results.store import read_json
from scenario_runner.share.bundle import Bundle, opened_bundle
from scenario_runner.share.fault import BundleFault
from scenario_runner.share.manifest import PROJECT, RESULTS
from scenario_runner.suite.case import rerun_command

_SUFFIX = ".zip"


@frozen
class Asked:
    """A bundle on the command line."""

    path: str
    names: str | None
    """`case` or `case::branch`; None for what it was made for."""


def asked_of(paths: Sequence[str]) -> Asked | None:
    """The bundle that a command is given; None where it is given none. Raises BundleFault for
    one among other things."""
    found = [asked for path in paths if (asked := _asked(path)) is not None]
    if not found:
        return None
    if len(paths) > 1:
        raise BundleFault(
            f"{found[0].path} is a bundle, and not all that is named", "name it alone"
        )
    return found[0]


def _asked(path: str) -> Asked | None:
    head, found, names = path.partition(f"{_SUFFIX}::")
    file = head + _SUFFIX if found else path
    if not file.lower().endswith(_SUFFIX) or Path(file).is_dir():
        return None
    return Asked(path=file, names=names or None)


@contextmanager
def unpacked(bundle: Bundle, names: str | None) -> Iterator[str]:
    """Within this the process stands in the bundle's project, unpacked in a folder that goes
    afterwards; what is to be played there."""
    with tempfile.TemporaryDirectory(prefix="scenario-runner-", ignore_cleanup_errors=True) as made:
        root = Path(made).resolve()
        bundle.unpack(root)
        selection = bundle.manifest.selection
        folder = root / selection.folder
        names = names if names is not None else selection.names
        file = os.path.relpath(root / selection.file, folder)
        with contextlib.chdir(folder):
            yield f"{file}::{names}" if names is not None else file


def results_of(path: Path) -> Results:
    """What came of it where it was made. Raises BundleFault and ProblemsError."""
    with opened_bundle(path) as bundle:
        return read_bundled(bundle)


def read_bundled(bundle: Bundle) -> Results:
    """The results in a bundle. Raises ProblemsError."""
    if not bundle.has(RESULTS):
        place = Place(file=str(bundle.path), line=1, column=1)
        message = "this bundle holds no results"
        raise ProblemsError((Problem(place=place, message=message, hint="run it", code="results"),))
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as folder:
        file = Path(folder) / "results.json"
        file.write_bytes(bundle.content(RESULTS))
        return read_json(file)


def scenario_of(bundle: Bundle) -> str:
    """The scenario's own text."""
    content = bundle.content(PROJECT + bundle.manifest.selection.file)
    return content.decode("utf-8-sig", "replace")


def told_of(case: CaseResult, path: str) -> CaseResult:
    """A case as it is run again: from the bundle."""
    name = case.id.removeprefix(f"{case.file}::") if case.id != case.file else None
    branches = tuple(
        replace(
            branch,
            rerun=rerun_command(path, name, branch.name) if name else branch.rerun,
            go_on=None,  # what it names goes with the unpacked files
        )
        for branch in case.branches
    )
    rerun = rerun_command(path, name) if name else rerun_command(path)
    return replace(case, rerun=rerun, branches=branches)
