"""Rules of `secrets`: what templates may read as `{{ env.NAME }}`."""

from __future__ import annotations

from collections.abc import Iterator, Set

from scenario_runner.language.outline import Outline
from scenario_runner.language.template import keys_read, texts
from scenario_runner.language.value import Value
from scenario_runner.language.words import flow, meant, quoted
from scenario_runner.problem import Problem

ENV = "env"
"""What the secrets are read from."""


def secret_names(root: Value) -> frozenset[str]:
    """The environment variables that a scenario may read."""
    written = root.data.get("secrets")
    names = written if isinstance(written, list) else []
    return frozenset(name for name in names if isinstance(name, str))


def check_secrets_read(value: Value, named: Set[str]) -> Iterator[Problem]:
    """Templates that read what no secret names."""
    for pointer, text in texts(value.data):
        for name in sorted(keys_read(text, ENV) - named):
            close = meant(name, named)
            yield Problem(
                place=value.at(*pointer),
                message=f"{quoted(name)} is not among the secrets",
                hint=f"did you mean {quoted(close)}?" if close else f"add {name} to secrets",
                code="unknown-name",
            )


def secrets_hint(read: Set[str]) -> str:
    """What to do where the environment is read and no secrets are listed."""
    return f"list it at the top of the file, as in secrets: {flow(sorted(read) or ['NAME'])}"


def check_env_free(root: Value, outline: Outline) -> Iterator[Problem]:
    """Names of the file that would hide the secrets."""
    for value in _called_env(root, outline):
        yield Problem(
            place=value.key_place,
            message=f"{quoted(ENV)} is what the secrets are read from",
            hint="give it another name, or take secrets out",
            code="bad-name",
        )


def _called_env(root: Value, outline: Outline) -> Iterator[Value]:
    yield from _named(root, "variables")
    yield from _rows(root, "parameters")
    for line in outline.lines.values():
        if line.repeated:
            continue
        if line.branch is not None:
            yield from _named(line.branch, "variables")
            yield from _rows(line.branch, "for_each")
        for step in line.steps:
            yield from _named(step, "save")


def _rows(owner: Value, key: str) -> Iterator[Value]:
    yield from _named(owner, key)
    rows = owner.data.get(key)
    for index in range(len(rows) if isinstance(rows, list) else 0):
        yield from _named(owner[key], index)


def _named(owner: Value, key: str | int) -> Iterator[Value]:
    held = owner.data.get(key) if isinstance(owner.data, dict) else owner.data[key]
    if isinstance(held, dict) and ENV in held:
        yield owner[key][ENV]
