"""The schema of scenario files: what editors show, and what reading judges by."""

import json
import re
from typing import get_args

import pytest
from frames import FILES, framed
from jsonschema import Draft7Validator

from scenario_runner.judge.checks import DEFAULT_LOUDNESS
from scenario_runner.judge.ui import DEFAULT_LIMIT
from scenario_runner.language.load import load_cases
from scenario_runner.language.model import ExpectKey, Graph, InlineRetry, Scenario, Step
from scenario_runner.language.outline import ACTS
from scenario_runner.language.schema import judging_schema, keys_of, scenario_schema
from scenario_runner.problem import ProblemsError

SCHEMA = scenario_schema()
OPEN = "Open: a template, or anything at all, may stand here; rules beyond this schema judge it."


def parts(schema, way="$"):
    """Every schema inside the schema, with the way to it."""
    yield way, schema
    for key in ("properties", "definitions"):
        for name, part in schema.get(key, {}).items():
            yield from parts(part, f"{way}.{name}")
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            yield from parts(schema[key], f"{way}.{key}")


def meant(part):
    """The definition that a part refers to, or the part itself."""
    return SCHEMA["definitions"][part["$ref"].rsplit("/", 1)[1]] if "$ref" in part else part


def keys():
    """Every key of the language, with the way to its owner and its schema."""
    for way, part in parts(SCHEMA):
        for name, key in part.get("properties", {}).items():
            yield pytest.param(way, name, meant(key), id=f"{way}.{name}")


def definitions():
    """Every definition, but those that are laid under keys: an editor would show what they say
    in the place of what the key says."""
    laid_under = set(re.findall(r'"allOf": \[{"\$ref": "#/definitions/(\w+)"}', json.dumps(SCHEMA)))
    for name, part in SCHEMA["definitions"].items():
        if name in laid_under:
            assert not part.keys() & {"description", "examples"}, name
        else:
            yield pytest.param(part, id=name)


def examples():
    """Every example of every key, with the way to its owner."""
    for way, part in parts(SCHEMA):
        for name, key in part.get("properties", {}).items():
            for number, example in enumerate(meant(key)["examples"]):
                yield pytest.param(way, name, example, id=f"{way}.{name}-{number}")


def test_it_is_a_schema():
    """Editors support draft-07 best."""
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(SCHEMA)


def is_told_well(part):
    """A sentence or a few of them, and examples that are valid where they stand."""
    ours = Draft7Validator({**part, "definitions": SCHEMA["definitions"]})
    assert part["description"].endswith(".")
    assert part["examples"]
    assert not [error for example in part["examples"] for error in ours.iter_errors(example)]


@pytest.mark.parametrize(("way", "name", "key"), list(keys()))
def test_every_key_is_described_with_an_example_that_holds(way, name, key):
    """An editor shows what a key means, and how it is written."""
    is_told_well(key)


@pytest.mark.parametrize("part", list(definitions()))
def test_every_definition_is_described_with_an_example_that_holds(part):
    """The things that keys hold: a step, a moment, a matcher."""
    is_told_well(part)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.mark.parametrize(("way", "name", "example"), list(examples()))
def test_every_example_is_right_in_a_scenario(project, way, name, example):
    """Reading a scenario with the example in its place finds no problem."""
    file = project / "example.scenario.yaml"
    file.write_text(json.dumps(framed(way, name, example)))
    try:
        assert load_cases(file)
    except ProblemsError as error:
        pytest.fail("; ".join(problem.message for problem in error.problems))


def test_every_mapping_with_keys_of_ours_is_closed_or_said_to_be_open():
    """A key that the language does not know is never accepted and ignored: the schema refuses
    it, or rules do."""
    open_ones = [
        way
        for way, part in parts(SCHEMA)
        if "properties" in part
        and part.get("additionalProperties") is not False
        and part.get("$comment") != OPEN
    ]
    assert open_ones == []


def test_what_is_open_is_left_to_the_rules():
    """Reading takes anything there, and asks for a graph, which editors do not: it may stand in
    the folder's defaults."""
    judging = judging_schema()
    left_out = SCHEMA["definitions"].keys() - judging["definitions"].keys()
    assert left_out == {
        name for name, part in SCHEMA["definitions"].items() if part.get("$comment") == OPEN
    }
    assert set(judging["required"]) - set(SCHEMA["required"]) == {"graph"}
    assert not [name for name in left_out if f'#/definitions/{name}"' in json.dumps(judging)]
    assert "allOf" not in json.dumps(judging)
    for definition, part in judging["definitions"].items():
        assert part.get("properties", {}).keys() == (
            SCHEMA["definitions"][definition].get("properties", {}).keys()
        )


def test_no_part_offers_whole_shapes_to_choose_from():
    """`oneOf` makes errors that nobody understands."""
    assert [way for way, part in parts(SCHEMA) if "oneOf" in part] == []


def test_the_schema_and_the_code_know_the_same_words():
    """Expectations of the schema are expectations of the model; acts are acts."""
    assert set(keys_of("expect")) <= set(get_args(ExpectKey))
    assert set(ACTS) <= set(keys_of("step"))
    assert [one["required"] for one in SCHEMA["definitions"]["step"]["anyOf"]] == [
        [act] for act in (*ACTS, "expect", "$include")
    ]


def test_the_defaults_told_are_those_of_the_code():
    """What an editor fills in is what holds where nothing is said."""
    told = {
        f"{way}.{name}".removeprefix("$.definitions").removeprefix("$."): part["default"]
        for way, owner in parts(SCHEMA)
        for name, part in owner.get("properties", {}).items()
        if "default" in part
    }
    fields = {
        "timeout": (Scenario, "timeout"), ".graph.messages": (Graph, "messages"),
        ".step.via": (Step, "via"), ".step.thread": (Step, "thread"),
        **{f".node.retry.{name}": (InlineRetry, name)
           for name in ("initial_interval", "backoff_factor", "max_interval", "jitter")},
    }  # fmt: skip
    for way, (owner, name) in fields.items():
        assert told[way.removeprefix(".")] == owner.__dataclass_fields__[name].default
    assert told["ui.limit"] == DEFAULT_LIMIT
    checks = {name: told[f"checks.{name}"] for name in SCHEMA["properties"]["checks"]["properties"]}
    assert checks == dict(DEFAULT_LOUDNESS)
