"""Environments that hold another LangGraph and everything else that this one does. They are made
once and kept: `$SCENARIO_RUNNER_CACHE`, else the user's own folder for such things."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from packaging.version import Version

import scenario_runner
from scenario_runner.frozen import frozen
from scenario_runner.releases.kept import Kept, kept
from scenario_runner.releases.wanted import Release
from scenario_runner.suite.alone import alone

_MARK = "made-by-scenario-runner.json"
_SECONDS = 1800
_FROM = re.compile(r" \(from versions: [^)]*\)")
"""Hundreds of them."""
_TOLD = 400
"""Characters of what an installer says that are told."""


@frozen
class Made:
    """An environment that is there."""

    release: Release
    python: Path
    tool: Path | None
    """A folder to import this tool from; None where it is installed."""


@frozen
class NotMade:
    """One that could not be made."""

    release: Release
    why: str


def cache_folder() -> Path:
    """Where environments are kept."""
    named = os.environ.get("SCENARIO_RUNNER_CACHE")
    if named:
        return Path(named)
    home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "scenario-runner"


def make(release: Release, say: Callable[[str], None]) -> Made | NotMade:
    """The environment of a release; made now where it is not there yet."""
    if release.is_current:
        return Made(release=release, python=Path(sys.executable), tool=None)
    requirements = kept()
    folder = cache_folder() / "environments" / _name(release, requirements)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with alone(folder):
            if release.path is not None or not (folder / _MARK).is_file():
                say(f"making an environment for LangGraph {release.name} in {folder}")
                why = _install(folder, release, requirements)
                if why is not None:
                    return NotMade(release=release, why=why)
    except OSError as error:
        return NotMade(release=release, why=f"{folder}: {error.strerror}")
    return Made(release=release, python=_python(folder), tool=folder / "tool")


def _name(release: Release, requirements: Kept) -> str:
    """The same for the same release, Python and packages."""
    told = json.dumps([
        sys.version, _own(release), requirements.pinned, requirements.free,
    ])  # fmt: skip
    plain = "".join(c if c.isalnum() or c == "." else "-" for c in release.version or release.name)
    return f"langgraph-{plain[-60:]}-{sha256(told.encode()).hexdigest()[:12]}"


def _install(folder: Path, release: Release, requirements: Kept) -> str | None:
    """Why it could not be made; None where it was."""
    shutil.rmtree(folder, ignore_errors=True)
    asked = [
        [*requirements.pinned, *requirements.free],
        # what is pinned here may want another LangGraph than this one
        [one.partition("==")[0] for one in requirements.pinned] + list(requirements.free),
    ]
    why: str | None = None
    for others in asked:
        why = _built(folder, [*_own(release), *others]) or _imported(folder)
        if why is None:
            (folder / "tool").mkdir()
            (folder / "tool" / "scenario_runner").symlink_to(
                Path(scenario_runner.__file__).resolve().parent
            )
            (folder / _MARK).write_text(json.dumps({"langgraph": release.name}))
            return None
        shutil.rmtree(folder, ignore_errors=True)
    return why


def _own(release: Release) -> list[str]:
    if release.path is not None:
        return [str(release.path)]
    pins = [f"langgraph=={release.version}"]
    if Version(release.version or "0") < Version("1.1.5"):
        # it takes a newer one, which wants more of LangGraph than it has
        pins.append("langgraph-prebuilt<1.0.9")
    return pins


def _imported(folder: Path) -> str | None:
    """Why LangGraph cannot be imported there; None where it can. What releases require of each
    other is not always enough."""
    asked = [str(_python(folder)), "-c", "import langgraph.graph, langgraph.prebuilt"]
    done = subprocess.run(  # noqa: S603  # our own words
        asked, capture_output=True, text=True, check=False, timeout=_SECONDS,
        stdin=subprocess.DEVNULL, cwd=folder,
    )  # fmt: skip
    if done.returncode:
        return f"it was installed and cannot be imported: {_said(done.stderr)}"
    return None


def _built(folder: Path, requirements: list[str]) -> str | None:
    """Why these could not be installed together; None where they were."""
    listed = folder.with_suffix(".txt")
    listed.write_text("\n".join(requirements))
    uv = shutil.which("uv")
    if uv is not None:
        make_it = [uv, "venv", "--quiet", "--python", sys.executable, str(folder)]
        install = [uv, "pip", "install", "--quiet", "--python", str(_python(folder))]
    else:
        make_it = [sys.executable, "-m", "venv", str(folder)]
        install = [
            str(_python(folder)), "-m", "pip", "install", "--quiet", "--no-input",
            "--disable-pip-version-check",
        ]  # fmt: skip
    try:
        for command in (make_it, [*install, "-r", str(listed)]):
            done = subprocess.run(  # noqa: S603  # our own words, and names of packages
                command, capture_output=True, text=True, check=False, timeout=_SECONDS,
                stdin=subprocess.DEVNULL,
            )  # fmt: skip
            if done.returncode:
                return _said(done.stderr or done.stdout)
    except subprocess.TimeoutExpired:
        return f"it was not installed within {_SECONDS // 60} minutes"
    finally:
        listed.unlink(missing_ok=True)
    return None


def _said(text: str) -> str:
    """The lines that matter of what an installer says."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line.removeprefix("ERROR: ") for line in lines if line.startswith("ERROR: ")]
    told = " ".join(errors or lines[-3:]) or "the installer ended without a word"
    told = _FROM.sub("", told)
    return told if len(told) <= _TOLD else told[: _TOLD - 1] + "…"


def _python(folder: Path) -> Path:
    if os.name == "nt":
        return folder / "Scripts" / "python.exe"
    return folder / "bin" / "python"
