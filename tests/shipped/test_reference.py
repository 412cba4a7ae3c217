"""docs/reference.md tells every key of the schema, as it stands there."""

import json
import sys

import pytest
from shipped import PROJECT

from scenario_runner.language import defaults
from scenario_runner.language.schema import scenario_schema
from scenario_runner.language.source import read

SOURCE = PROJECT / "docs" / "source"
PAGE = (PROJECT / "docs" / "reference.md").read_text()
COMMAND = "python docs/source/reference.py"


@pytest.fixture
def reference(monkeypatch):
    """What makes the page."""
    monkeypatch.syspath_prepend(str(SOURCE))
    import reference

    yield reference
    sys.modules.pop("reference")


def keys(part):
    """Every key of the language, wherever it stands, with its schema."""
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict):
            yield from part["properties"].items()
        for value in part.values():
            yield from keys(value)
    elif isinstance(part, list):
        for item in part:
            yield from keys(item)


def test_it_is_up_to_date(reference):
    """It is made from the schema and the prose beside its maker."""
    made = reference.page(scenario_schema(), (SOURCE / "reference.md").read_text())
    assert made == PAGE, f"docs/reference.md is out of date; make it anew: {COMMAND}"


def test_every_key_is_told():
    """With its description, on a page that stands by itself."""
    for key, told in keys(scenario_schema()):
        assert f"`{key}`" in PAGE or f".{key}`" in PAGE, key
        assert told.get("description", "") in PAGE, key


def test_every_mark_of_the_prose_is_filled():
    """None is misspelt."""
    assert "<!--" not in PAGE


def test_a_key_of_a_definition_that_the_prose_does_not_know_is_told(reference):
    """Where it is held: a new key needs no change here."""
    key = {"type": "string", "description": "What it says.", "examples": ["hi"]}
    bell = {"type": "object", "description": "A bell.", "examples": [{"tone": "hi"}]}
    schema = {
        **scenario_schema(),
        "properties": {"bell": {"$ref": "#/definitions/bell"}},
        "definitions": {
            **scenario_schema()["definitions"],
            "bell": bell | {"properties": {"tone": key}},
        },
    }
    made = reference.page(schema, "## The file\n\n<!-- list of file -->\n")
    assert made.splitlines() == [
        "## The file", "",
        "### `bell`", "", "*mapping*", "", "A bell.", "", "```yml", "bell: {tone: hi}", "```", "",
        "| key | holds | meaning | for example |", "|---|---|---|---|",
        "| `tone` | text | What it says. | `tone: hi` |",
    ]  # fmt: skip


def test_examples_are_written_as_they_are_read(reference):
    """What the page shows of an example is that example, in YAML."""
    for key, told in keys(scenario_schema()):
        for example in told.get("examples", ()):
            written = (reference.example_of, reference.example_on_a_line)
            for text in (write(key, example) for write in written):
                assert read("example", text.encode()).data == {key: example}, text


def test_the_defaults_of_folders_are_all_told():
    """In the section about them."""
    section = PAGE.partition("\n## Defaults of a folder\n")[2].partition("\n## ")[0]
    assert [key for key in defaults.KEYS if f"`{key}`" not in section] == []


def test_the_observation_is_told():
    """Every part that a JSONPath can start at."""
    from scenario_runner.engine.observation import Observation

    section = PAGE.partition("\n## The observation\n")[2]
    parts = [name for name in Observation().to_data() if f"`$.{name}`" not in section]
    assert parts == [], json.dumps(parts)
