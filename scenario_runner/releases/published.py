"""Which releases of LangGraph are published, as the package index tells pip."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace

from packaging.version import InvalidVersion, Version

from scenario_runner.releases.wanted import LATEST, Release
from scenario_runner.suite.usage import UsageFault

_SECONDS = 120


def published() -> list[str]:
    """The versions that are no pre-releases, the oldest first. Raises UsageFault."""
    # pip has no other way to ask, and says so: https://pip.pypa.io/en/stable/cli/pip_index/
    asked = ["index", "versions", "langgraph", "--json"]
    done = _pip(asked)
    if done.returncode:
        done = _pip(asked[:-1])  # before pip 25.0 there is no --json
    if done.returncode:
        said = (done.stderr.strip().splitlines() or ["pip ended without a word"])[-1]
        raise UsageFault(
            f"the releases of LangGraph could not be listed: {said}",
            "name versions instead of latest, or check the connection",
        )
    return sorted(filter(_is_stable, _versions(done.stdout)), key=Version)


def _pip(arguments: list[str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    try:
        return subprocess.run(  # noqa: S603  # our own words
            command, capture_output=True, text=True, check=False, timeout=_SECONDS
        )
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(command, 1, "", f"no answer within {_SECONDS} s")


def _versions(text: str) -> list[str]:
    try:
        return [str(version) for version in json.loads(text)["versions"]]
    except (ValueError, KeyError, TypeError):
        found = re.search(r"^Available versions: (.*)$", text, re.MULTILINE)
        return found[1].split(", ") if found else []


def _is_stable(text: str) -> bool:
    try:
        return not Version(text).is_prerelease
    except InvalidVersion:
        return False


def settled(wanted: list[Release]) -> list[Release]:
    """The same, with the version that `latest` is today. Raises UsageFault."""
    if all(release.name != LATEST for release in wanted):
        return wanted
    newest = published()[-1]
    return [
        replace(release, version=newest) if release.name == LATEST else release
        for release in wanted
    ]


def between(first: Release, last: Release) -> list[Release]:
    """The published releases from one to another, both included. Raises UsageFault."""
    every = published()
    low = Version(first.version or every[-1])
    high = Version(last.version or every[-1])
    if low >= high:
        hint = "write the older one first"
        raise UsageFault(f"{first.name} is not older than {last.name}", hint)
    inside = [text for text in every if low <= Version(text) <= high]
    for end in (low, high):  # a pre-release is asked for by name
        if str(end) not in inside:
            inside.append(str(end))
    return [Release(name=text, version=text) for text in sorted(inside, key=Version)]
