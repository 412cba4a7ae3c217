"""Every key of the language, misspelt where it belongs: the message tells which was meant."""

import re

import pytest
import yaml

from scenario_runner.language.load import load
from scenario_runner.language.schema import judging_schema
from scenario_runner.problem import ProblemsError

SCHEMA = judging_schema()


def mappings(schema, way=(), seen=()):
    """Each mapping with keys of ours, with a way to where it may stand in a file."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        if name in seen:
            return
        schema, seen = SCHEMA["definitions"][name], (*seen, name)
    if "properties" in schema:
        yield way, schema["properties"]
    for key, part in schema.get("properties", {}).items():
        yield from mappings(part, (*way, key), seen)
    for key, step in (("items", 0), ("additionalProperties", "x")):
        if isinstance(schema.get(key), dict):
            yield from mappings(schema[key], (*way, step), seen)


def misspelt(key):
    """The key with a slip of the finger: one letter lost, or two in the wrong order."""
    if len(key) < 4:
        return [key.upper()]
    swapped = key[:1] + key[2] + key[1] + key[3:]
    return [key[:2] + key[3:], swapped if swapped != key else f"{key}s"]


def slips():
    """By way, each slip with the key that was meant."""
    found = {}
    for way, known in mappings(SCHEMA):
        for key in known:
            for slip in misspelt(key):
                if slip not in known:
                    found.setdefault(way, {})[slip] = key
    return [
        pytest.param(way, keys, id=".".join(map(str, way)) or "scenario")
        for way, keys in found.items()
    ]


def file_with(way, key):
    """A file that holds nothing but the key, at that way."""
    data = {key: 1}
    for step in reversed(way):
        data = [data] if isinstance(step, int) else {step: data}
    return yaml.safe_dump(data, width=1000)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where they are written, one after the other."""
    return tmp_path_factory.mktemp("keys")


@pytest.mark.parametrize(("way", "keys"), slips())
def test_a_misspelt_key_is_told_with_the_one_that_was_meant(folder, way, keys):
    """At its place, by its name."""
    told = {slip: told_of(folder, way, slip) for slip in keys}
    assert told == {slip: [(f'did you mean "{key}"?', True)] for slip, key in keys.items()}


def told_of(folder, way, slip):
    """The hints about a slip, and whether they are at its place."""
    path = folder / "a.scenario.yaml"
    path.write_text(file_with(way, slip))
    with pytest.raises(ProblemsError) as caught:
        load(path)
    lines = path.read_text().splitlines()
    return [
        (one.hint, lines[one.place.line - 1][one.place.column - 1 :].startswith(slip))
        for one in caught.value.problems
        if one.message.startswith(f'unknown key "{slip}"')
    ]


EXPECTED = {
    "interrupts": ("[{%s: 1}]", ["node", "path", "value"]),
    "raises": ("{%s: 1}", ["type", "message"]),
    "checkpoints": ("{%s: 1}", ["added", "sources", "parent"]),
    "subgraphs": ("{a: {%s: 1}}", ["values", "next", "interrupts", "visited"]),
    "messages": ("[{%s: 1}]", ["role", "content", "name", "tool_calls", "tool_call_id", "status"]),
    "last_message": ("{%s: 1}", ["role", "content", "name", "tool_calls", "status"]),
    "ui": ("{%s: 1}", ["message", "limit", "branches", "index"]),
}
"""Keys that expectations know, which the schema leaves to the rules."""
INSIDE = [
    (expectation, form, key, slip)
    for expectation, (form, keys) in EXPECTED.items() for key in keys for slip in misspelt(key)
]  # fmt: skip


def one_problem(folder, expect):
    path = folder / "a.scenario.yaml"
    path.write_text(
        f"scenario: s\ngraph: shop:graph\nsteps:\n  - invoke: {{}}\n    expect: {{{expect}}}\n"
    )
    with pytest.raises(ProblemsError) as caught:
        load(path)
    (problem, *_) = caught.value.problems
    return problem


@pytest.mark.parametrize(("expectation", "form", "key", "slip"), INSIDE)
def test_a_misspelt_key_of_an_expectation_is_told(folder, expectation, form, key, slip):
    """As those of the schema are."""
    problem = one_problem(folder, f"{expectation}: {form % slip}")
    assert (problem.code, problem.hint) == ("unknown-key", f'did you mean "{key}"?')


MATCHERS = [
    "$equals", "$not", "$any_of", "$all_of", "$contains", "$matches", "$type", "$length", "$gt",
    "$gte", "$lt", "$lte", "$approx", "$absent", "$present", "$unordered", "$each", "$schema",
]  # fmt: skip


@pytest.mark.parametrize(
    ("matcher", "slip"), [(one, slip) for one in MATCHERS for slip in misspelt(one)]
)
def test_a_misspelt_matcher_is_told_with_the_one_that_was_meant(folder, matcher, slip):
    """A slip in `$gt` may as well have been meant as its neighbour."""
    problem = one_problem(folder, f'values: {{a: {{"{slip}": 1}}}}')
    assert problem.message == f"unknown matcher {slip}"
    assert re.fullmatch(r'did you mean "\$\w+"\?', problem.hint)
    if len(matcher) > 4:
        assert problem.hint == f'did you mean "{matcher}"?'


WRONG = {
    "$any_of": ["3", "x", "{a: 1}", "[]", "null"], "$all_of": ["3", "x", "{a: 1}", "null"],
    "$unordered": ["3", "x", "{a: 1}", "null"], "$matches": ["3", "[a]", "'('", "'a{2,1}'", "'*'",
    "null"],
    "$type": ["3", "[string]", "str", "dict", "''", "null"], "$length": ["-1", "two", "true",
    "1.5", "[]", "null"],
    "$gt": ["[1]", "null", "true", "{a: 1}"], "$gte": ["[1]", "null", "false"], "$lt": ["{}",
    "null"],
    "$lte": ["[]", "null", "true"], "$approx": ["x", "true", "[1]", "{}", "{rel: 1}",
    "{value: x}", "{value: 1, tol: 2}",
    "{value: 1, abs: -1}", "null"], "$absent": ["false", "1", "x", "null", "{}"],
    "$present": ["false", "no thing", "[]"],
    "$schema": ["3", "x", "[a]", "{type: strin}", "{properties: [a]}",
    "{$ref: 'http://example.com/x'}", "null"],
    "$equals": ["{$foo: 1}", "[{$gt: []}]"], "$not": ["{$foo: 1}"], "$contains": ["{$matches: 3}"],
    "$each": ["{$type: strange}", "[{$length: x}]"],
}  # fmt: skip
MISUSED = [(name, said) for name, every in WRONG.items() for said in every]


@pytest.mark.parametrize(("matcher", "said"), MISUSED)
def test_a_misused_matcher_is_told_with_how_it_is_written(folder, matcher, said):
    """What it wants, what it got, and what to write, at what it was given."""
    problem = one_problem(folder, f"values: {{a: {{{matcher}: {said}}}}}")
    assert problem.place.line == 5
    assert problem.hint
    inner = re.search(r"\$(foo|gt|matches|type|length)", said)
    words = ("regular expression", "JSON Schema", '"', "$ref")
    assert matcher in problem.message or inner or any(word in problem.message for word in words)


def test_no_matcher_is_left_out():
    """A matcher that is added is tried here too."""
    from scenario_runner.language.matchers import _MATCHERS

    assert set(MATCHERS) == set(WRONG) == set(_MATCHERS)
