"""Values, differences and characters as people read them."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.report.difference import changes
from scenario_runner.report.lines import compare, words
from scenario_runner.report.places import lines_of
from scenario_runner.report.show import block, inline, path_text, seconds
from scenario_runner.report.texts import brief
from scenario_runner.report.visible import visible, xml_text

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=15,
)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        ([True, 1, 1.5, "a"], '[true, 1, 1.5, "a"]'),
        ({"a": {}, "b c": [], "$contains": "x"}, '{a: {}, "b c": [], $contains: "x"}'),
        ("é\n", '"é\\n"'),
        (10**5000, hex(10**5000)[:199] + "…"),
    ],
    ids=["null", "list", "mapping", "text", "long integer"],
)
def test_a_value_on_one_line(value, text):
    """Never a Python repr, always told apart from text that looks alike."""
    assert inline(value) == text


def test_a_value_on_several_lines():
    """Short parts stay on their line, text of several lines stands as it is."""
    value = {
        "role": "user",
        "content": "first\nsecond",
        "tags": ["a", "b"],
        "items": [{"name": "n" * 40, "text": "t" * 40}, {}],
    }
    assert block(value).split("\n") == [
        'role: "user"',
        "content: |",
        "  first",
        "  second",
        'tags: ["a", "b"]',
        "items:",
        f'  - name: "{"n" * 40}"',
        f'    text: "{"t" * 40}"',
        "  - {}",
    ]


@settings(deadline=None)
@given(VALUES, VALUES)
def test_a_difference_is_told_exactly_when_there_is_one(before, after):
    """Equal states have no changes; different ones have at least one."""
    old, new = (json.dumps(one, sort_keys=True) for one in (before, after))
    assert bool(list(changes(before, after))) == (old != new)
    assert list(changes(before, before)) == []


def test_changes_name_their_path():
    """New, gone and different parts, lists aligned by what stayed."""
    before = {"a": 1, "b": [1, 2, 3], "c": {"d": "x"}}
    after = {"b": [0, 1, 2, 3], "c": {"d": "y"}, "e": None}
    told = [
        (one.kind, path_text(one.path), one.before, one.after) for one in changes(before, after)
    ]
    assert told == [
        ("removed", "a", 1, None),
        ("added", "b[0]", None, 0),
        ("changed", "c.d", "x", "y"),
        ("added", "e", None, None),
    ]


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40))
def test_words_keep_the_texts(left, right):
    """The pieces of a comparison are the texts themselves."""
    assert tuple("".join(text for _, text in side) for side in words(left, right)) == (left, right)


@settings(deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), max_size=12))
def test_lines_that_differ_are_all_shown(left, right):
    """No line that is on one side only is left out."""
    shown = compare("\n".join(left), "\n".join(right))
    expected = [one.text for one in shown if one.side == "expected"]
    actual = [one.text for one in shown if one.side == "actual"]
    assert len(left or [""]) - len(expected) == len(right or [""]) - len(actual)


@settings(deadline=None)
@given(st.text(st.characters()))
def test_nothing_acts_after_it_was_made_visible(text):
    """No control, direction, or half character is left; the rest stays as it was."""
    shown = visible(text)
    assert not set(shown) & {
        chr(code) for code in [*range(9), *range(11, 32), 0x7F, 0x202E, 0xD800]
    }
    harmless = "Gr\u00fc\u00dfe \U0001f469\u200d\U0001f467 \u0928\u092e\u200c\t\n"
    assert visible(harmless) == harmless
    xml_text(text).encode()


@pytest.mark.parametrize(
    ("number", "text"),
    [(0.0, "0 ms"), (0.0123, "12 ms"), (0.9999, "1.00 s"), (59.5, "59.50 s"), (185, "3 min 5 s")],
)
def test_a_duration_is_told_in_its_unit(number, text):
    """Milliseconds, seconds, minutes."""
    assert seconds(number) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("too short", "too short"),
        ("true", '"true"'),
        (True, "true"),
        ("12 eggs", '"12 eggs"'),
        ("", '""'),
        (" ", '" "'),
        ("null", '"null"'),
        ("[1]", '"[1]"'),
        ({"a": "b"}, '{a: "b"}'),
        ("a" * 100, '"' + "a" * 70 + "…"),
    ],
)
def test_text_loses_its_quotes_only_where_nothing_else_looks_like_it(value, text):
    """An answer `true` and an answer "true" are told apart."""
    assert brief(value) == text


def test_lines_are_counted_as_places_count_them():
    """Every line break that YAML knows ends a line; a byte order mark is not part of one."""
    assert lines_of("\ufeffa\r\nb\rc\x85d\u2028e\n") == ["a", "b", "c", "d", "e", ""]
