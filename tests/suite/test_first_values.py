"""What a first scenario expects matches what was seen, both times, and can be written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.edit import identical
from scenario_runner.language.source import read
from scenario_runner.language.write import entry
from scenario_runner.matching.match import matches
from scenario_runner.suite.first_schema import answers_to
from scenario_runner.suite.first_values import expected

TEXTS = st.one_of(
    st.text(max_size=8),
    st.sampled_from(["{{ x }}", "a\nb", "word " * 40, "{{ x " * 30, "2026-01-02T03:04", "\ud800"]),
)
KEYS = st.sampled_from(["a", "b", "id", "role", "content", "$gt", "$x", "tool_calls", "{{ k }}"])
DATA = st.recursive(
    st.one_of(TEXTS, st.integers(), st.floats(), st.booleans(), st.none()),
    lambda inner: st.one_of(st.lists(inner, max_size=9), st.dictionaries(KEYS, inner, max_size=4)),
    max_leaves=10,
)


@given(DATA, DATA)
def test_it_matches_both_sightings(first, second):
    """Whatever they have in common."""
    told = expected(first, second)
    assert matches(told, first)
    assert matches(told, second)


@given(DATA)
def test_it_can_be_written(seen):
    """And is read back the same."""
    told = expected(seen, seen)
    text = "\n".join(entry("values", told)) + "\n"
    assert identical(read("a.yaml", text.encode()).data, {"values": told})


@pytest.mark.parametrize(
    ("seen", "told"),
    [
        ("published", "published"),
        ("{{ x }}", {"$literal": "{{ x }}"}),
        ("3f2504e0-4f89-11d3-9a0c-0305e82c3301", {"$type": "string"}),
        ("made at 2026-01-02 03:04:05", {"$type": "string"}),
        ("Once upon a time there was a graph that asked. " * 3,
         {"$contains": "Once upon a time there was a graph that asked. Once upon a"}),
        ("First line\nsecond", {"$contains": "First line"}),
        ([1, 2, 3], [1, 2, 3]),
        ([{"n": n} for n in range(9)], {"$length": 9}),
        ({"role": "assistant", "content": "hi", "name": None, "id": "x", "tool_calls": []},
         {"role": "assistant", "content": "hi"}),
        ({"id": "x", "order": 7}, {"order": 7}),
        ({"$gt": 1}, {"$literal": {"$gt": 1}}),
        ({"$gt": "\ud800"}, {"$type": "mapping"}),
        ({}, {"$type": "mapping"}),
    ],
)  # fmt: skip
def test_what_is_expected_of_what_was_seen(seen, told):
    """To the letter where that will be the same, loosely where it may not."""
    assert expected(seen, seen) == told


def test_what_python_takes_for_equal():
    """Is the same only where a matcher says so: true is no number."""
    assert expected({"$gt": 1}, {"$gt": True}) == {"$type": "mapping"}


VERDICT = {"enum": ["yes", "no"]}


@pytest.mark.parametrize(
    ("schema", "answers"),
    [
        (None, {"answered": "TODO"}),
        ({"type": "string"}, {"answered": "TODO"}),
        ({"type": "boolean"}, {"answer-true": True, "answer-false": False}),
        ({"enum": ["ship it", 3]}, {"ship-it": "ship it", "answer-3": 3}),
        ({"enum": list(range(9))}, {"answered": "TODO"}),
        ({"type": "object", "properties": {"note": {"type": "string"}, "n": {"type": "integer"}}},
         {"answered": {"note": "TODO", "n": 0}}),
        ({"properties": {"verdict": {"$ref": "#/$defs/V"}, "why": {"type": "string"}},
          "$defs": {"V": VERDICT}},
         {"yes": {"verdict": "yes", "why": "TODO"}, "no": {"verdict": "no", "why": "TODO"}}),
        ({"$ref": "#/$defs/loop", "$defs": {"loop": {"$ref": "#/$defs/loop"}}},
         {"answered": "TODO"}),
        ({"type": ["string", "null"], "properties": 3, "$defs": []}, {"answered": "TODO"}),
        ("nonsense", {"answered": "TODO"}),
    ],
)  # fmt: skip
def test_the_answers_that_a_schema_tells_apart(schema, answers):
    """One for each, by a name; gaps where nobody can say."""
    assert dict(answers_to(schema)) == answers
