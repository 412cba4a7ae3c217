"""Reading YAML: values by the rules of YAML 1.2, and a place for each part."""

import math
import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scenario_runner.language.source import read
from scenario_runner.problem import Place, ProblemsError

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What YAML takes for the end of a line."""


def data(text: str):
    return read("f.yaml", text.encode()).data


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True), ("false", False), ("null", None), ("~", None), ("", None),
        ("010", 10), ("0o17", 15), ("0x1F", 31), ("-3", -3), ("+3", 3), ("1_000", "1_000"),
        ("1e3", 1000.0), ("1.", 1.0), (".5", 0.5), ("-.5e-2", -0.005), (".inf", math.inf),
        ("-.Inf", -math.inf), ("2026-01-31", "2026-01-31"), ("12:30:45", "12:30:45"),
        ("=", "="), ("y", "y"), ("n", "n"), ("0b11", "0b11"), ("Publish?", "Publish?"),
        ('"yes"', "yes"), ("'12'", "12"), ("|\n  10", "10"), (">\n  a\n  b", "a b"),
        ("trueish", "trueish"), ("-", [None]), ("1.2.3", "1.2.3"), ("NULL", None),
        ("- -", [[None]]),
    ],
)  # fmt: skip
def test_unquoted_words_follow_the_core_schema(written, value):
    """What a word means does not depend on which YAML a library grew up with."""
    block = written if not written.startswith("-") or written[1:2] not in {"", " "} else None
    told = data(f"a: {written}")["a"] if block is not None else data(written)
    assert told == value
    assert type(told) is type(value)


def test_not_a_number_is_read():
    """`.nan` is the float that equals nothing."""
    assert math.isnan(data("a: .nan")["a"])


def test_each_part_knows_its_place():
    """Keys and values have lines and columns from 1, and lengths in characters."""
    text = "\ufeffa: 1\nböse: [x, {k: 'v🙂w'}]\nlong:\n  - one\n  - two: 2\n"
    source = read("f.yaml", text.encode())
    places = source.places

    def at(line, column, length):
        return Place(file="f.yaml", line=line, column=column, length=length)

    assert dict(places.values) == {
        (): at(1, 1, 4),
        ("a",): at(1, 4, 1),
        ("böse",): at(2, 7, 15),
        ("böse", 0): at(2, 8, 1),
        ("böse", 1): at(2, 11, 10),
        ("böse", 1, "k"): at(2, 15, 5),
        ("long",): at(4, 3, 5),
        ("long", 0): at(4, 5, 3),
        ("long", 1): at(5, 5, 6),
        ("long", 1, "two"): at(5, 10, 1),
    }
    assert dict(places.keys) == {
        ("a",): at(1, 1, 1),
        ("böse",): at(2, 1, 4),
        ("böse", 1, "k"): at(2, 12, 1),
        ("long",): at(3, 1, 4),
        ("long", 1, "two"): at(5, 5, 3),
    }
    assert dict(source.last_lines) == {
        (): 5, ("böse",): 2, ("böse", 1): 2, ("long",): 5, ("long", 1): 5,
    }  # fmt: skip


def test_the_last_line_of_a_value_is_its_own():
    """Neither the comments nor the blank lines behind a value belong to it."""
    text = "a:\n  - x: |\n      one\n      two\n\n# of b\n\nb:\n  - y: 1\n\n"
    assert dict(read("f", text.encode()).last_lines) == {
        (): 9, ("a",): 4, ("a", 0): 4, ("b",): 9, ("b", 0): 9,
    }  # fmt: skip


def test_an_anchor_is_no_part_of_its_value():
    """The place of an anchored value is the value, and an alias repeats it."""
    source = read("f", b"a: &x [1]\nb: *x\n")
    assert source.data == {"a": [1], "b": [1]}
    assert source.places.value(("a",)) == Place(file="f", line=1, column=7, length=3)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\x85", "\u2028"])
def test_an_anchor_above_its_value_stands_for_it(end):
    """Whichever line break of YAML is between: what is marked stays within one line."""
    source = read("f", f"a: &x{end}  b: 1{end}c: 2{end}".encode())
    assert source.places.value(("a",)) == Place(file="f", line=1, column=4, length=2)
    assert source.places.value(()) == Place(file="f", line=1, column=1, length=5)


def test_without_libyaml_the_same_is_read(monkeypatch):
    """PyYAML's own scanner gives the same data and places, but for `?` in flow mappings."""
    text = b"a: &x [1, 'b c', {d: e}]\nf: *x\ng: |\n  h\ni: yes\ni: 2\n"
    from scenario_runner.language import source

    def told():
        found, problems = source.scan("f", text)
        return found.data, dict(found.places.values), dict(found.places.keys), problems

    with_libyaml = told()
    monkeypatch.setattr(source, "_Loader", yaml.SafeLoader)
    assert told() == with_libyaml


# PyYAML's dumper folds the other line breaks of YAML away.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x85\u2028\u2029"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES, st.booleans())
@settings(max_examples=150, deadline=None)
def test_what_a_dumper_writes_is_read_back(value, flow):
    """Any data survives the way through YAML, and every part of it has a place in the file."""
    text = yaml.safe_dump({"root": value}, allow_unicode=True, default_flow_style=flow)
    text = text.replace("!!float ", "")
    try:
        source = read("f", text.encode())
    except ProblemsError as error:
        # A dumper by the rules of YAML 1.1 leaves some words bare that we refuse or type.
        codes = {problem.code for problem in error.problems}
        assert codes <= {"key-not-text", "yes-no", "odd-space"}
        return
    assert _alike(source.data["root"], value)
    _inside(source, text)


def _alike(read_back, value):
    if isinstance(value, dict):
        return read_back.keys() == value.keys() and all(
            _alike(read_back[k], value[k]) for k in value
        )
    if isinstance(value, list):
        return len(read_back) == len(value) and all(map(_alike, read_back, value))
    if isinstance(value, str) and not isinstance(read_back, str):
        return True  # a bare word that is text in YAML 1.1 and a number in 1.2, as 1e3
    return read_back == value


def _inside(source, text):
    lines = BREAK.split(text)
    for place in [*source.places.values.values(), *source.places.keys.values()]:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
        assert place.length >= 1


YAML_LIKE = st.text("{}[]:-?&*!|>'\"%@`#, \n\tab1\u2028é🙂", max_size=60).map(str.encode)


@given(st.binary(max_size=60) | YAML_LIKE)
@settings(max_examples=400, deadline=None)
@example(b"a: *a\n")
@example(b"&a [*a]")
@example(b"\xfe\xff")
def test_any_bytes_are_read_or_refused(content):
    """There is no third way, and every problem has its place inside the file."""
    try:
        source = read("f", content)
    except ProblemsError as error:
        text = content.decode("utf-8-sig", errors="replace")
        for problem in error.problems:
            assert 1 <= problem.place.line <= len(BREAK.split(text))
            assert problem.place.column >= 1
    else:
        _inside(source, content.decode("utf-8-sig"))


def test_a_file_of_too_many_values_is_refused_before_it_fills_the_memory():
    """Two hundred thousand values are no scenario."""
    with pytest.raises(ProblemsError) as caught:
        read("f", b"[" + b"1," * 200_001 + b"1]")
    (problem,) = caught.value.problems
    assert problem.message == "the file holds more than 200,000 values"


@pytest.mark.parametrize("opening", ["[", "{a: ", "- ", "? "])
def test_nesting_without_end_is_refused(opening):
    """PyYAML's composer would take the whole process down with it."""
    with pytest.raises(ProblemsError) as caught:
        read("f", (opening * 100_000).encode())
    assert caught.value.problems[0].message == "values are nested more than 100 levels deep"
