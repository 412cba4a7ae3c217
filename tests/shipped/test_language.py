"""docs/scenarios.md shows every key of the language, in scenarios that pass (see test_pages)."""

import json
import re

from shipped import PROJECT

PAGE = (PROJECT / "docs" / "scenarios.md").read_text()


def test_every_key_is_mentioned():
    """The keys of the schema, wherever they stand in it; what stands where anything may stand
    is told by the reference."""
    schema = json.loads((PROJECT / "schemas" / "scenario.schema.json").read_text())
    code = "\n".join(re.findall(r"```.*?```|`[^`]+`", PAGE, flags=re.DOTALL))
    assert set(_keys(schema)) - set(re.findall(r"\w+", code)) == set()


def _keys(part):
    if isinstance(part, dict) and "$comment" not in part:
        properties = part.get("properties")
        yield from properties if isinstance(properties, dict) else ()
        for value in part.values():
            yield from _keys(value)
    elif isinstance(part, list):
        for item in part:
            yield from _keys(item)
