"""Versions of installed packages: those that took part, and how they differ elsewhere."""

from __future__ import annotations

import platform
from collections.abc import Collection, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from scenario_runner import __version__
from scenario_runner.share.manifest import Manifest

_OF_EVERY_START = frozenset({"_distutils_hack", "distutils-precedence"})
"""What setuptools puts into every process, whoever uses it."""


def versions_of(modules: Collection[str]) -> dict[str, str]:
    """The packages that hold these modules, each with its version, by name."""
    homes = packages_distributions()
    wanted = set(modules) - _OF_EVERY_START
    names = {name for module in wanted for name in homes.get(module, ())}
    told = {name: found for name in names if (found := _version(name)) is not None}
    return dict(sorted(told.items(), key=lambda one: one[0].lower()))


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def differences(manifest: Manifest) -> Iterator[str]:
    """What is not as it was where the bundle was made, a sentence each."""
    here = platform.python_version()
    if here.split(".")[:2] != manifest.python.split(".")[:2]:
        yield f"it was made with Python {manifest.python}; this is {here}"
    if manifest.tool != __version__:
        yield f"it was made with Scenario Runner {manifest.tool}; this is {__version__}"
    other = list(_other(manifest.packages))
    told = [f"{name} {wanted} (here {_version(name) or 'none'})" for name, wanted in other]
    if told:
        yield f"it was made with {', '.join(told)}"


def install_line(manifest: Manifest) -> str | None:
    """The command that installs what is different; None where nothing is."""
    other = [f"{name}=={wanted}" for name, wanted in _other(manifest.packages)]
    return f"pip install {' '.join(other)}" if other else None


def _other(packages: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, wanted in packages.items():
        if name.lower() not in {"scenario-runner", "scenario_runner"} and _version(name) != wanted:
            yield name, wanted
