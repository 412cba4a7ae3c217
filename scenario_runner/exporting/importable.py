"""What a project makes importable, and by which name."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from scenario_runner.exporting.script import Script
from scenario_runner.exporting.text import text
from scenario_runner.exporting.values import relative


def project_folders(root: str) -> list[str]:
    """What a project root makes importable: itself, and its `src` where it is laid out so."""
    source = Path(root, "src")
    laid_out = source.is_dir() and not (source / "__init__.py").exists()
    return [root, str(source)] if laid_out else [root]


def importable_lines(folders: Sequence[str], script: Script) -> list[str]:
    """What makes the folders importable, where anything is imported from them."""
    own = any(script.own.values())
    if own:
        script.imports.add("sys")
    told = [text(relative(folder, script.folder)) for folder in folders]
    return [f"sys.path.insert(0, {folder})" for folder in reversed(told)] if own else []


def importable_as(path: str, folders: Sequence[str]) -> str | None:
    """The name an import statement would find the file by; None where there is none."""
    for folder in folders:
        try:
            parts = Path(path).resolve().relative_to(Path(folder).resolve()).with_suffix("").parts
        except ValueError:
            continue
        plain = all(part.isidentifier() for part in parts)
        if plain and parts[0] not in sys.stdlib_module_names:
            return ".".join(parts)
    return None


def file_of(module: str, folders: Sequence[str]) -> str:
    """The file of a module; empty where there is none."""
    found = [Path(folder, *module.split(".")) for folder in folders]
    files = [file for path in found for file in (path.with_suffix(".py"), path / "__init__.py")]
    return str(next((file for file in files if file.is_file()), ""))
