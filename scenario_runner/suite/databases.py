"""Databases that a run leaves: one for each branch, with a manifest that tells the tree."""

from __future__ import annotations

import json
from pathlib import Path

from scenario_runner.results.model import CaseResult
from scenario_runner.suite.case import Case, file_name

MANIFEST = "manifest.json"


def database_folder(case: Case, root: Path) -> Path:
    """Where the databases of a case go."""
    return root / file_name(case.id)


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


def database_name(branch: str) -> str:
    """The file of a branch's database."""
    return f"{file_name(branch)}.sqlite"
