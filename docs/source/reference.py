"""Writes docs/reference.md: the prose of reference.md beside this file, and in the places that it
marks every key of schemas/scenario.schema.json. From the project's folder:

    python docs/source/reference.py
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from scenario_runner.language.write import Room, entry, flow

PROJECT = Path(__file__).resolve().parents[2]
Schema = dict[str, Any]

_MARK = re.compile(
    r"^<!-- (list|table) of (\w+)(?: (acts|modifiers|selectors))? -->$", re.MULTILINE
)
"""`<!-- list of step acts -->`: the keys of the definition `step` that are acts, one after
another under headings of their own; `table` makes a row of each. `selectors` are those of
scripted models, which are told apart from what a model says."""
_HEADING = re.compile(r"^(#+) (.*)$", re.MULTILINE)
_KINDS = {
    "string": "text",
    "array": "list",
    "object": "mapping",
    "integer": "whole number",
    "number": "number",
    "boolean": "boolean",
    "null": "`null`",
}
_ROOM = Room(columns=88, deepest=2)
"""What stands on one line of an example."""
_DEEPEST = 3
"""Keys inside keys that one table tells."""
_PLURALS = {"text": "texts", "mapping": "mappings"}
_NOUNS = {
    "matcher": "value or matcher",
    "value": "any value",
    "skip": "reason, or mapping",
    "expect_failure": "reason, or mapping",
}
"""What definitions are called where they are linked to, where their own names would not do."""


def page(schema: Schema, prose: str) -> str:
    """The whole reference, as Markdown. A definition of the schema that the prose does not
    mark is told in a table behind the keys that hold it."""
    writer = _Writer(schema, prose)
    text = _MARK.sub(lambda mark: writer.marked(*mark.groups()), prose)
    return _with_contents(text)


class _Writer:
    """What all parts of one page need to know: the schema, and where its definitions stand."""

    def __init__(self, schema: Schema, prose: str) -> None:
        self._schema = schema
        self._homes = dict(reversed(list(_homes(prose))))  # the first section of several

    def marked(self, form: str, name: str, part: str | None) -> str:
        """The keys of one mark."""
        owner = self._definition(name)
        acts = [one["required"][0] for one in self._schema["definitions"]["step"]["anyOf"]]
        said = self._schema["definitions"]["model_reply"]["properties"]
        wanted: dict[str | None, Callable[[str], bool]] = {
            None: owner["properties"].__contains__,
            "acts": lambda key: key in acts and key != "expect",
            "modifiers": lambda key: key not in acts and key != "expect",
            "selectors": lambda key: key not in said,
        }
        keys = {key: told for key, told in owner["properties"].items() if wanted[part](key)}
        if form == "table":
            return self._table(keys)
        return "\n\n".join(self._entry(key, told) for key, told in keys.items())

    def _definition(self, name: str) -> Schema:
        found: Schema = self._schema if name == "file" else self._schema["definitions"][name]
        return found

    def _meant(self, part: Schema) -> Schema:
        return self._definition(_name(part["$ref"])) if "$ref" in part else part

    def _entry(self, key: str, part: Schema) -> str:
        told = self._meant(part)
        line = ", ".join(text for text in (self._holds(part), _default(told)) if text)
        examples = "\n# or\n".join(example_of(key, example) for example in told["examples"])
        parts = [f"### `{key}`", f"*{line}*", told["description"], f"```yml\n{examples}\n```"]
        if inner := self._inner(part):
            parts += [text for text in (_of_items(told), self._table(inner)) if text]
        return "\n\n".join(parts)

    def _inner(self, part: Schema) -> dict[str, Schema]:
        """The keys of a mapping that has no section of its own."""
        held = self._meant(part) if self._home(part) is None else {}
        inside = [held, *held.get("allOf", ()), held.get("items"), held.get("additionalProperties")]
        found = [self._meant(each) for each in inside if each and self._home(each) is None]
        return next((each["properties"] for each in found if "properties" in each), {})

    def _home(self, part: Schema) -> str | None:
        return self._homes.get(_name(part["$ref"])) if "$ref" in part else None

    def _table(self, keys: dict[str, Schema]) -> str:
        rows = [*self._rows(keys, "")]
        return "\n".join(["| key | holds | meaning | for example |", "|---|---|---|---|", *rows])

    def _rows(self, keys: dict[str, Schema], before: str) -> Iterator[str]:
        for key, part in keys.items():
            told = self._meant(part)
            shown = example_on_a_line(key, told["examples"][0]).replace("|", "\\|")
            holds = ", ".join(text for text in (self._holds(part), _default(told)) if text)
            yield f"| `{before}{key}` | {holds} | {told['description']} | `{shown}` |"
            inner = self._inner(part) if before.count(".") < _DEEPEST else {}
            yield from self._rows(inner, f"{before}{key}.")

    def _holds(self, part: Schema) -> str:
        """What a key takes: `text`, `list of text`, a link to where it is told."""
        if (home := self._home(part)) is not None:
            name = _name(part["$ref"])
            return f"[{_NOUNS.get(name, name.replace('_', ' '))}](#{home})"
        part = self._meant(part)
        if "enum" in part:
            return _either([f"`{flow(value)}`" for value in part["enum"]])
        if "type" in part:
            types = part["type"] if isinstance(part["type"], list) else [part["type"]]
            return ", or ".join(self._kind(name, part) for name in types)
        if first := (part.get("anyOf") or part.get("allOf") or [None])[0]:
            return self._holds(first)
        if "items" in part and "properties" not in part:
            return self._kind("array", part)
        return "mapping" if part.keys() & {"properties", "additionalProperties"} else "any value"

    def _kind(self, name: str, part: Schema) -> str:
        if name == "array" and (items := part.get("items")):
            held = self._holds(items)
            return f"list of {_PLURALS.get(held, held)}"
        return _KINDS[name]


def example_of(key: str, example: Any) -> str:
    """A key and what it holds as people write it: a line each for what is large inside."""
    return "\n".join(entry(key, example, room=_ROOM))


def example_on_a_line(key: str, example: Any) -> str:
    """The same for a table."""
    return flow({key: example})[1:-1]


def _homes(prose: str) -> Iterator[tuple[str, str]]:
    """By definition: the anchor of the section that tells its keys."""
    section = ""
    for line in prose.splitlines():
        if heading := _HEADING.match(line):
            section = slug(heading[2])
        elif mark := _MARK.match(line):
            yield mark[2], section


def _of_items(part: Schema) -> str:
    """What the table behind a key is of, where it is not of the key's own mapping."""
    if "properties" in part or "allOf" in part:
        return ""
    return "Each item of a list:" if "items" in part else "Each entry:"


def _name(reference: str) -> str:
    return reference.rsplit("/", 1)[1]


def _either(words: list[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]


def _default(part: Schema) -> str:
    return f"`{json.dumps(part['default']).strip(chr(34))}` by default" if "default" in part else ""


def slug(heading: str) -> str:
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def anchors(text: str) -> list[tuple[int, str, str]]:
    """Every heading: level, text, and anchor, numbered where it stands a second time."""
    seen: Counter[str] = Counter()
    found = []
    without_code = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    for hashes, heading in _HEADING.findall(without_code):
        name = slug(heading)
        found.append((len(hashes), heading, f"{name}-{seen[name]}" if seen[name] else name))
        seen[name] += 1
    return found


def _with_contents(text: str) -> str:
    """The page with its contents: the sections, each with its keys."""
    lines: list[str] = []
    for level, heading, anchor in anchors(text):
        if level == 2:
            lines.append(f"- [{heading}](#{anchor})")
        elif level == 3:
            joint = ": " if lines[-1].startswith("- ") and lines[-1].count("](") == 1 else " · "
            lines[-1] += f"{joint}[{heading}](#{anchor})"
    return text.replace("<!-- contents -->", "\n".join(lines))


def main() -> None:
    """Write the page anew."""
    schema = json.loads((PROJECT / "schemas" / "scenario.schema.json").read_text(encoding="utf-8"))
    prose = Path(__file__).with_suffix(".md").read_text(encoding="utf-8")
    (PROJECT / "docs" / "reference.md").write_text(page(schema, prose), encoding="utf-8")


if __name__ == "__main__":
    main()
