"""Databases that a run leaves: one for each branch, with a manifest that tells the tree."""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from scenario_runner.masking.mask import Mask
from scenario_runner.results.model import CaseResult
from scenario_runner.suite.case import Case, file_name

MANIFEST = "manifest.json"


class Storage(Protocol):
    """What is asked of a storage here, where LangGraph is not imported."""

    def parts(self) -> Iterable[bytes]:
        """All that a database file of it would hold."""


def database_folder(case: Case, root: Path) -> Path:
    """Where the databases of a case go."""
    return root / file_name(case.id)


def forget(folder: Path) -> None:
    """Take away what an earlier run has kept of a case: it might pass for this one's."""
    for kept in (*folder.glob("*.sqlite"), *folder.glob("*.moment"), folder / MANIFEST):
        with suppress(OSError):  # nothing new can be kept there either
            kept.unlink(missing_ok=True)


def write_manifest(folder: Path, case: CaseResult) -> None:
    """Say which database is which branch, and where each branch started."""
    manifest = {
        "case": case.id,
        "file": case.file,
        "scenario": case.scenario,
        "branches": [
            {"name": branch.name, "from": branch.start, "database": database_name(branch.name)}
            for branch in case.branches
            if (folder / database_name(branch.name)).exists()
        ],
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")


def secrets_in(storage: Storage, mask: Mask) -> tuple[str, ...]:
    """The names of the secrets that a database would hold."""
    if not mask:
        return ()
    found = [mask.found(part.decode("utf-8", "surrogateescape")) for part in storage.parts()]
    return tuple(dict.fromkeys(name for names in found for name in names))


def database_name(branch: str) -> str:
    """The file of a branch's database."""
    return f"{file_name(branch)}.sqlite"


def is_kept(folder: Path) -> bool:
    """Whether anything of a case was kept."""
    return any(True for pattern in ("*.sqlite", "*.moment") for _ in folder.glob(pattern))
