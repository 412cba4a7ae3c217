"""`network`, `freeze_time`, `seed` and `cassette`: what a graph's surroundings are held to."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from scenario_runner.language.model import Cassette, Circumstances
from scenario_runner.language.references import project_root
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

_TAPES = (".yaml", ".yml")
OFFLINE_WITH = ("models", "cassette")
"""What makes `network: none` the default, of a scenario, its folders' defaults, or a branch."""


def circumstances(root: Value, folder: Path) -> Circumstances:
    """What a checked scenario in `folder` (absolute) says."""
    data = root.data
    offline = any(key in owner for owner in (data, *_branches(data)) for key in OFFLINE_WITH)
    return Circumstances(
        network=data.get("network", "none" if offline else "open"),
        frozen_at=_moment(data["freeze_time"]) if "freeze_time" in data else None,
        frozen_place=root["freeze_time"].place if "freeze_time" in data else None,
        seed=data.get("seed"),
        cassette=_cassette(root["cassette"], folder) if "cassette" in data else None,
    )


def _branches(data: Any) -> list[Any]:
    return list(data.get("branches", {}).values())


def check_circumstances(root: Value, folder: Path) -> Iterator[Problem]:
    """Problems of the time that stands still, and of the tape's path."""
    written = root.data.get("freeze_time")
    if isinstance(written, str) and _moment(written) is None:
        yield Problem(
            place=root["freeze_time"].place,
            message=f"{quoted(written)} is not a point in time",
            hint="write it as 2026-01-31T09:30:00Z; without a zone it is UTC",
            code="wrong-value",
        )
    cassette = root.data.get("cassette")
    if isinstance(cassette, str) and cassette:
        yield from _check_path(root["cassette"], folder)
    elif isinstance(cassette, dict) and isinstance(cassette.get("path"), str) and cassette["path"]:
        yield from _check_path(root["cassette"]["path"], folder)


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _cassette(value: Value, folder: Path) -> Cassette:
    written = value.data if isinstance(value.data, dict) else {"path": value.data}
    return Cassette(
        path=str((folder / written["path"]).resolve()),
        shown=written["path"],
        place=value.place,
        strip=tuple(written.get("strip", ())),
        ignore=tuple(written.get("ignore", ())),
    )


def _check_path(value: Value, folder: Path) -> Iterator[Problem]:
    written: str = value.data
    message = hint = None
    if is_template(written):
        message, hint = "a tape's path cannot be a template", "write the path out"
    elif not written.endswith(_TAPES):
        message, hint = "a tape is a YAML file", f"name it {_as_yaml(written)}"
    elif not _inside(written, folder):
        message = f"{written} lies outside the project"
        hint = "put the tape into the project; the path is relative to this file"
    if message is not None:
        yield Problem(place=value.place, message=message, hint=hint, code="cassette")


def _as_yaml(written: str) -> str:
    path = PurePath(written)
    return str(path.with_suffix(".yaml")) if path.stem else "tape.yaml"


def _inside(written: str, folder: Path) -> bool:
    try:
        path = (folder / written).resolve()
    except (OSError, RuntimeError, ValueError):
        return False
    return not Path(written).is_absolute() and path.is_relative_to(project_root(folder).resolve())
