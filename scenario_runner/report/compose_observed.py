"""What a step streamed, and what the store held after it, as rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scenario_runner.engine.observation import Observation
from scenario_runner.language.value import Data
from scenario_runner.report.page_parts import ObservedRow, Text
from scenario_runner.report.show import block
from scenario_runner.report.texts import text, value_text

_MOST = 100
"""Rows of a step that are shown."""


def streamed_rows(seen: Observation) -> tuple[ObservedRow, ...]:
    """The events in order."""
    return tuple(_cut([_event(event) for event in seen.events[: _MOST + 1]], len(seen.events)))


def stored_rows(seen: Observation) -> tuple[ObservedRow, ...]:
    """The items of the store, where it was read."""
    rows = [
        ObservedRow(
            where="/".join((*item.namespace, item.key)), kind="", shown=value_text(item.value)
        )
        for item in (seen.store or ())[: _MOST + 1]
    ]
    return tuple(_cut(rows, len(seen.store or ())))


def _cut(rows: Sequence[ObservedRow], number: int) -> Iterator[ObservedRow]:
    yield from rows[:_MOST]
    if number > _MOST:
        yield ObservedRow(where=f"and {number - _MOST} more", kind="", shown=Text(head=""))


def _event(event: Data) -> ObservedRow:
    path, mode = event.get("path"), str(event.get("mode"))
    return ObservedRow(where=str(path or "the graph"), kind=mode, shown=_shown(event, mode))


def _shown(event: Data, mode: str) -> Text:
    if mode != "messages":
        return value_text(event.get("data"))
    calls = event.get("tool_calls")
    parts = [str(event.get("text") or ""), block({"tool_calls": calls}) if calls else ""]
    return text("\n".join(part for part in parts if part))
