"""Data as an expected value that it matches, and nothing else: what came, written down."""

from __future__ import annotations

from collections.abc import Collection

from scenario_runner.language.template import is_template
from scenario_runner.language.value import Data

_ROLES = frozenset({"user", "assistant", "system", "tool"})
_VALUES = frozenset({"$file", "$python", "$literal", "$include"})


class NotWritten(Exception):
    """Data that does not belong into a scenario: why, without a full stop."""


def as_written(data: Data, ids: Collection[str] = ()) -> Data:
    """The data as people would write it: messages without their ids, `$literal` around what
    would be read as a template or a matcher. Raises NotWritten for one of the `ids`."""
    if isinstance(data, dict):
        if any(key.startswith("$") for key in data):
            _refuse_ids(data, ids)
            return {"$literal": data}
        said = _message(data) if _is_message(data) else data
        return {key: as_written(part, ids) for key, part in said.items()}
    if isinstance(data, list):
        return [as_written(part, ids) for part in data]
    _refuse_ids(data, ids)
    return {"$literal": data} if is_template(data) else data


def _refuse_ids(data: Data, ids: Collection[str]) -> None:
    if isinstance(data, dict | list):
        for part in data.values() if isinstance(data, dict) else data:
            _refuse_ids(part, ids)
    elif isinstance(data, str) and data in ids:
        raise NotWritten("it is, or holds, an id that is another in every run")


def why_open(written: Data, *, deep: bool) -> str | None:
    """What decides what is expected there, where that is not the written data itself: `a
    template`, `a matcher`, `$file`; None for plain data. `deep`: or in any part of it."""
    if is_template(written):
        return "a template"
    if isinstance(written, dict):
        special = [key for key in written if key.startswith("$")]
        if special:
            return special[0] if special[0] in _VALUES else "a matcher"
    if deep and isinstance(written, dict | list):
        parts = written.values() if isinstance(written, dict) else written
        return next((why for part in parts if (why := why_open(part, deep=True))), None)
    return None


def _is_message(data: dict[str, Data]) -> bool:
    role = data.get("role")
    return "content" in data and isinstance(role, str) and role in _ROLES


def _message(data: dict[str, Data]) -> dict[str, Data]:
    """What one says of a message: neither ids nor what is empty or as always."""
    told = {name: data[name] for name in ("role", "name", "content") if data.get(name) is not None}
    calls = [{k: v for k, v in call.items() if k != "id"} for call in data.get("tool_calls") or ()]
    told |= {"tool_calls": calls} if calls else {}
    return told | ({"status": data["status"]} if data.get("status") == "error" else {})
