"""`bundle.json`: what a bundle holds, where it comes from, and what it was played with."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Literal, TypeVar, get_args

from scenario_runner.frozen import frozen
from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.words import quoted
from scenario_runner.suite.collect import SUFFIXES

NAME = "bundle.json"
PROJECT = "project/"
"""Files from the project's root are below this."""
RESULTS = "results/results.json"
REPORT = "results/report.html"
DATABASES = "results/databases/"

FORMAT = "scenario-runner-bundle"
VERSION = 1

Kind = Literal["code", "scenario", "read", "results", "report", "database"]

_DIGEST = re.compile(r"[0-9a-f]{64}")
_PACKAGE = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@frozen
class BundledFile:
    """A file of a bundle."""

    path: str
    """In the bundle; `project/agents/refund.py`."""
    kind: Kind
    size: int
    """Bytes."""
    sha256: str


@frozen
class Selection:
    """What of the project is played, and from where."""

    file: str
    """The scenario, from the project's root."""
    names: str | None
    """`case` or `case::branch`; None for all of the file."""
    folder: str
    """Where the commands are typed, from the project's root; `.` for the root itself."""


@frozen
class Manifest:
    """What a bundle says of itself."""

    tool: str
    """The version of Scenario Runner that made it."""
    command: str
    selection: Selection
    outcome: Outcome
    python: str
    platform: str
    packages: Mapping[str, str]
    """Each installed package that was imported, and its version."""
    secrets: tuple[str, ...]
    """Environment variables that the scenario reads."""
    outside: tuple[str, ...]
    """Modules that ran and are no part of the project, nor of a package: not in the bundle."""
    files: tuple[BundledFile, ...]


class ManifestFault(Exception):
    """Why a text is no manifest."""


def to_text(manifest: Manifest) -> str:
    """The manifest as it stands in a bundle."""
    told = {"format": FORMAT, "version": VERSION, **asdict(manifest)}
    return json.dumps(told, indent=2, ensure_ascii=False) + "\n"


def from_text(content: bytes) -> Manifest:
    """The manifest behind a text. Raises ManifestFault."""
    try:
        data = json.loads(content.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise ManifestFault("it is not JSON") from error
    told = _Mapping(data, "it")
    if told.get("format", str) != FORMAT:
        raise ManifestFault("it is not the manifest of a bundle")
    version = told.get("version", int)
    if version != VERSION:
        newer = "upgrade Scenario Runner" if version > VERSION else "make the bundle anew"
        raise ManifestFault(f"it is of version {version}, and this reads {VERSION}: {newer}")
    return Manifest(
        tool=told.matching("tool", _VERSION),
        command=told.get("command", str),
        selection=_selection(_Mapping(told.get("selection", dict), "selection")),
        outcome=told.one_of("outcome", get_args(Outcome)),
        python=told.matching("python", _VERSION),
        platform=told.get("platform", str),
        packages=_packages(told.get("packages", dict)),
        secrets=tuple(_texts(told.get("secrets", list), "secrets", _VARIABLE)),
        outside=tuple(_texts(told.get("outside", list), "outside")),
        files=tuple(_file(_Mapping(one, "a file")) for one in told.get("files", list)),
    )


T = TypeVar("T")


class _Mapping:
    """A mapping that somebody else wrote."""

    def __init__(self, data: Any, name: str) -> None:
        if not isinstance(data, dict):
            raise ManifestFault(f"{name} is no mapping")
        self.data, self.name = data, name

    def get(self, key: str, kind: type[T]) -> T:
        found = self.data.get(key)
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise ManifestFault(f"{self.name} does not say what its {key} is")
        return found

    def matching(self, key: str, pattern: re.Pattern[str]) -> str:
        text = self.get(key, str)
        if not pattern.fullmatch(text):
            raise ManifestFault(f"its {key} cannot be {quoted(text)}")
        return text

    def one_of(self, key: str, known: Sequence[Any]) -> Any:
        if (text := self.get(key, str)) not in known:
            raise ManifestFault(f"its {key} cannot be {quoted(text)}")
        return text


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    told = dict(pairs)
    if len(told) < len(pairs):
        raise ValueError("a key stands twice")
    return told


def _selection(told: _Mapping) -> Selection:
    names = told.data.get("names")
    if names is not None and (not isinstance(names, str) or not _is_seen(names)):
        raise ManifestFault("its selection is no name")
    file = told.get("file", str)
    if not file.endswith(SUFFIXES):
        raise ManifestFault(f"{quoted(file)} is no scenario")
    return Selection(file=file, names=names, folder=told.get("folder", str))


def _is_seen(text: str) -> bool:
    return all(unicodedata.category(character)[0] != "C" for character in text)


def _packages(told: Mapping[str, Any]) -> dict[str, str]:
    for name, version in told.items():
        if not _PACKAGE.fullmatch(name) or not isinstance(version, str):
            raise ManifestFault(f"{quoted(name)} is no package")
        if not _VERSION.fullmatch(version):
            raise ManifestFault(f"{quoted(version)} is no version of a package")
    return dict(told)


def _texts(told: list[Any], name: str, pattern: re.Pattern[str] | None = None) -> list[str]:
    for one in told:
        if not isinstance(one, str) or (pattern and not pattern.fullmatch(one)):
            raise ManifestFault(f"its {name} hold something else")
    return list(told)


def _file(told: _Mapping) -> BundledFile:
    return BundledFile(
        path=told.get("path", str),
        kind=told.one_of("kind", get_args(Kind)),
        size=told.get("size", int),
        sha256=told.matching("sha256", _DIGEST),
    )
