"""JSONPaths as plain Python: a list of ways that a small function follows."""

from __future__ import annotations

import re
from collections.abc import Iterator

from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.script import Script
from scenario_runner.exporting.text import text

_STEP = re.compile(
    r"""\.(?P<name>[^\W\d]\w*)
    | \[\s*(?P<quote>['"])(?P<key>[^'"\\]*)(?P=quote)\s*\]
    | \[\s*(?P<index>-?\d+)\s*\]
    | (?P<all>\.\*|\[\s*\*\s*\])
    | \[\s*(?P<start>-?\d+)?\s*:\s*(?P<stop>-?\d+)?\s*\]
    | \[\?\s*@\.(?P<field>\w+)\s*==\s*(?P<sign>['"])(?P<value>[^'"\\]*)(?P=sign)\s*\]""",
    re.VERBOSE,
)


def way(path: str, script: Script) -> tuple[str, list[str]]:
    """The first name of a path, and its other steps as expressions. Raises NotSaid."""
    steps, position = [], 1
    while position < len(path):
        found = _STEP.match(path, position)
        if found is None:
            raise NotSaid(f"the path {path}")
        steps.append(found)
        position = found.end()
    first = (steps[0]["name"] or steps[0]["key"]) if steps else None
    if first is None:
        raise NotSaid(f"the path {path}")
    return first, [told for found in steps[1:] for told in _step(found, script)]


def _step(found: re.Match[str], script: Script) -> Iterator[str]:
    if found["all"]:
        yield script.use("EACH")
    elif found["name"] or found["key"] is not None:
        yield text(found["name"] or found["key"])
    elif found["index"]:
        yield found["index"]
    elif found["field"]:
        field, value = text(found["field"]), text(found["value"])
        yield f"lambda item: item.get({field}) == {value}"
    else:
        yield f"slice({found['start'] or 'None'}, {found['stop'] or 'None'})"
