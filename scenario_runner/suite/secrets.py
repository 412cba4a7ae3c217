"""What a scenario's secrets are, read from the environment when it runs, and what is masked."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import field, replace
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.graphs.errors import GraphLoadError
from scenario_runner.graphs.manifest import read_manifest
from scenario_runner.language.model import ManifestGraph, Scenario, Secret
from scenario_runner.language.words import quoted
from scenario_runner.masking.mask import NOTHING, SHORTEST, Mask, Values
from scenario_runner.problem import Place, Problem, line_of

_LONG = 8
"""Characters from which on a value of a langgraph.json may be a secret, whatever its name."""
_SPEAKS = re.compile(
    r"(?:KEY|TOKEN|SECRET|PASS|PASSWORD|PASSWD|PASSPHRASE|PWD|CREDENTIAL|AUTH)S?(?:_|$)",
    re.IGNORECASE,
)
"""Names whose values are secret however they look."""
_PLAIN = re.compile(r"[A-Za-z ]+|[-+.\d]+")
"""Words and numbers."""
_TRUTH = frozenset({"true", "false", "null", "none", "yes", "no"})


@frozen
class Secrets:
    """What a case's secrets are."""

    values: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What templates read as `env`."""
    mask: Mask = NOTHING
    """Also of what a langgraph.json sets."""
    problems: tuple[Problem, ...] = ()
    """Of those that are not to be had."""


def secrets_of(scenario: Scenario) -> Secrets:
    """The secrets of a scenario. A value that its langgraph.json sets is the one its graph sees."""
    set_there = _of_manifest(scenario)
    if not scenario.secrets and not set_there:
        return Secrets()
    around = {**os.environ, **set_there}
    named = {
        secret.name: around[secret.name] for secret in scenario.secrets if secret.name in around
    }
    hidden = [(name, around[name]) for name in named if _is_long(around[name])]
    hidden += [(n, os.environ[n]) for n in named if _is_long(os.environ.get(n, ""))]
    hidden += [(name, value) for name, value in set_there.items() if _is_worth_it(name, value)]
    return Secrets(
        values=named,
        mask=Mask(values=tuple(dict.fromkeys(hidden))),
        problems=tuple(_problems(scenario, around)),
    )


def hiding(secrets: Secrets, values: Values) -> Secrets:
    """The secrets of a scenario, with more values to be masked."""
    if not values:
        return secrets
    return replace(secrets, mask=Mask(values=(*secrets.mask.values, *values)))


def own_mask(scenario: Scenario) -> Mask:
    """The mask of what the scenario's `secrets` name alone."""
    names = {secret.name for secret in scenario.secrets}
    values = secrets_of(scenario).mask.values
    return Mask(values=tuple((name, value) for name, value in values if name in names))


def _of_manifest(scenario: Scenario) -> Mapping[str, str]:
    """What the graph's langgraph.json sets; what is wrong with it is told when it is loaded."""
    source = scenario.graph.source
    if not isinstance(source, ManifestGraph):
        return {}
    try:
        return read_manifest(source.path, source.name).environment
    except GraphLoadError:
        return {}


def _is_long(value: str) -> bool:
    return len(value.strip()) >= SHORTEST


def _is_worth_it(name: str, value: str) -> bool:
    """Whether a value of a langgraph.json is masked: nobody said that it is a secret."""
    if not _is_long(value) or value.strip().lower() in _TRUTH:
        return False
    if _SPEAKS.search(name):
        return True
    return len(value.strip()) >= _LONG and not _PLAIN.fullmatch(value.strip())


def _problems(scenario: Scenario, around: Mapping[str, str]) -> Iterator[Problem]:
    for secret in scenario.secrets:
        name, value = quoted(secret.name), around.get(secret.name)
        if value is not None and _is_long(value):
            continue
        message = f"the environment variable {name} is not set"
        hint = f"set {secret.name} before the run, or take it out of secrets"
        if value is not None and not value.strip():
            message = f"the environment variable {name} is empty"
        elif value is not None:
            message = f"the environment variable {name} is too short to be masked"
            hint = f"a secret has at least {SHORTEST} characters; write what is none into variables"
        line = _line(secret, scenario)
        yield Problem(place=secret.place, message=message, hint=hint, code="secret", line=line)


def _line(secret: Secret, scenario: Scenario) -> str | None:
    """The line of a secret that the defaults of a folder name."""
    place: Place = secret.place
    if place.file == scenario.file:
        return None
    try:
        return line_of(Path(place.file).read_text(encoding="utf-8"), place)
    except (OSError, ValueError):
        return None


def mask_of_environment() -> Mask:
    """What this process's environment holds under names that speak of secrets, whoever reads it.
    Folders and files under such names (`PWD`, `SSH_AUTH_SOCK`) are none."""
    found = [
        (name, value)
        for name, value in os.environ.items()
        if _SPEAKS.search(name) and len(value.strip()) >= _LONG
        if not value.startswith("/") and not _PLAIN.fullmatch(value.strip())
    ]
    return Mask(values=tuple(sorted(found)))
