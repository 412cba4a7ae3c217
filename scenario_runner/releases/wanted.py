"""What `--langgraph` names: a release, the newest one, this environment, or a checkout."""

from __future__ import annotations

import re
from pathlib import Path

from packaging.version import InvalidVersion, Version

from scenario_runner.frozen import frozen
from scenario_runner.suite.usage import UsageFault

LATEST, CURRENT = "latest", "current"
_PATH = "path:"


@frozen
class Release:
    """One LangGraph to run on."""

    name: str
    """As asked for."""
    version: str | None = None
    """Of a published release; None for a checkout and for what is installed here."""
    path: Path | None = None
    """Of a checkout."""

    @property
    def is_current(self) -> bool:
        """Whether it is what is installed here."""
        return self.name == CURRENT


def releases(text: str) -> list[Release]:
    """What `1.0.10,latest,path:../langgraph` names, `latest` still without its version, in this
    order and each once. Raises UsageFault."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise UsageFault("--langgraph names no release", "write --langgraph 1.0.10,latest")
    return [_release(name) for name in dict.fromkeys(names)]


def _release(name: str) -> Release:
    if name in {LATEST, CURRENT}:
        return Release(name=name)
    if name.startswith(_PATH):
        return Release(name=name, path=_checkout(Path(name.removeprefix(_PATH))))
    try:
        return Release(name=name, version=str(Version(name)))
    except InvalidVersion as error:
        hint = "write a version as 1.0.10, or latest, current, or path:FOLDER"
        raise UsageFault(f'"{name}" is no release of LangGraph', hint) from error


def _checkout(folder: Path) -> Path:
    """The folder of the package: LangGraph's repository holds it in `libs/langgraph`."""
    for path in (folder / "libs" / "langgraph", folder):
        if (path / "pyproject.toml").is_file() or (path / "setup.py").is_file():
            return path.resolve()
    hint = "name a folder with a pyproject.toml, or a checkout of LangGraph's repository"
    raise UsageFault(f"there is no package in {folder}", hint)


_SPAN = re.compile(r"\A(?P<first>[^\s.].*?)\.\.(?P<last>[^.].*)\Z")


def span(text: str) -> tuple[Release, Release]:
    """The two ends of `1.0.10..latest`. Raises UsageFault."""
    found = _SPAN.match(text.strip())
    if found is None:
        hint = "write --langgraph 1.0.10..latest"
        raise UsageFault(f'"{text}" is no span of releases', hint)
    ends = [_release(found[name]) for name in ("first", "last")]
    for end in ends:
        if end.path is not None or end.is_current:
            raise UsageFault(f"{end.name} is not a published release", "name two versions")
    return ends[0], ends[1]
