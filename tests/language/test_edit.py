"""Changing a YAML file in place: what is asked for is read back, and all else stays."""

import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yaml_texts import anything, pointers, texts, written

from scenario_runner.language.edit import (
    CannotEdit,
    CannotWrite,
    InsertItem,
    InsertKey,
    Remove,
    Replace,
    edited,
    identical,
    to_become,
)
from scenario_runner.language.edit_data import applied
from scenario_runner.language.source import read


def at(data, pointer):
    for step in pointer:
        data = data[step]
    return data


@st.composite
def edits(draw, data):
    """An edit that fits the data."""
    pointer = draw(st.sampled_from(list(pointers(data))))
    there, new = at(data, pointer), draw(anything)
    place = st.none() | st.integers(0, len(there) if isinstance(there, dict | list) else 0)
    if pointer and draw(st.integers(0, 3)) == 0:
        return Remove(pointer=pointer)
    if isinstance(there, dict) and (key := draw(texts)) not in there:
        return InsertKey(pointer=pointer, key=key, data=new, at=draw(place))
    if isinstance(there, list):
        return InsertItem(pointer=pointer, data=new, at=draw(place))
    return Replace(pointer=pointer, data=new)


@settings(max_examples=400, deadline=None)
@given(st.data(), written())
def test_what_is_read_back_is_what_was_asked_for(data, document):
    """For any edit of any text: the data, every comment, and the lines of all other entries."""
    text, before = document
    assert identical(read("f", text.encode()).data, before)
    edit = data.draw(edits(before))
    new = edited(text, [edit])
    assert identical(read("f", new.encode()).data, applied(before, edit))
    found = Counter(re.findall("# [cd][0-9]+", text))
    assert Counter(re.findall("# [cd][0-9]+", new)) & found == found
    if edit.pointer and not (isinstance(edit, Remove) and len(edit.pointer) == 1):
        first, last = _lines_of(text, before, edit.pointer[0])
        assert new.splitlines()[:first] == text.splitlines()[:first]
        assert new.splitlines()[::-1][:last] == text.splitlines()[::-1][:last]


def _lines_of(text, data, key):
    """How many lines come before a top-level entry and the comments above it, and after it."""
    source = read("f", text.encode())
    lines = [source.places.keys[(name,)].line for name in data]
    position = list(data).index(key)
    total = len(text.splitlines())
    after = 0 if position == len(lines) - 1 else total - lines[position + 1] + 1
    return lines[position] - 1, after


@settings(max_examples=200, deadline=None)
@given(st.data(), written())
def test_any_data_becomes_any_other(data, document):
    """By edits that are found out."""
    text, before = document
    after = data.draw(st.dictionaries(texts, anything, min_size=1, max_size=4))
    new = edited(text, to_become(before, after))
    assert dict(read("f", new.encode()).data) == after


@settings(max_examples=100, deadline=None)
@given(written())
def test_nothing_to_do_leaves_the_text(document):
    """Byte for byte."""
    text, before = document
    assert edited(text, to_become(before, before)) == text


PAGE = """\
# top
scenario: A chat   # its name
tags: [a, b]
steps:
  - id: one   # c1
    expect:
      values:
        status: "draft"    # not yet
        list:
        - a  # la
        - b
      text: |  # several
        many
        lines

      next: [review]
branches:
  x: {from: one,   # here
      steps: [{resume: true}]}
"""
EXPECT = ("steps", 0, "expect")


@pytest.mark.parametrize(
    ("edit", "old", "new"),
    [
        (
            Replace(pointer=(*EXPECT, "values", "status"), data="published"),
            '        status: "draft"    # not yet\n',
            '        status: "published"    # not yet\n',
        ),
        (
            Replace(pointer=(*EXPECT, "values", "status"), data=None),
            '        status: "draft"    # not yet\n',
            "        status: null    # not yet\n",
        ),
        (
            Replace(pointer=(*EXPECT, "values", "list", 1), data={"a": "yes", "b": [1]}),
            "        - b\n",
            '        - {a: "yes", b: [1]}\n',
        ),
        (
            Replace(pointer=(*EXPECT, "values", "list"), data=["x", {"k": "z"}]),
            "        list:\n        - a  # la\n        - b\n",
            "        # la\n        list:\n          - x\n          - k: z\n",
        ),
        (
            Replace(pointer=(*EXPECT, "text"), data="one\n"),
            "      text: |  # several\n        many\n        lines\n",
            '      text: "one\\n"  # several\n',
        ),
        (
            Replace(pointer=(*EXPECT, "next"), data="one\n\ntwo"),
            "      next: [review]\n",
            "      next: |-\n        one\n\n        two\n",
        ),
        (
            Replace(pointer=("branches", "x", "steps", 0, "resume"), data="010, or {{ x }}"),
            "{resume: true}",
            '{resume: "010, or {{ x }}"}',
        ),
        (
            InsertKey(pointer=("steps", 0), key="description", data="first", at=0),
            "  - id: one   # c1\n",
            "  - description: first\n    id: one   # c1\n",
        ),
        (
            InsertKey(pointer=("branches",), key="z", data={"steps": [{"resume": "no"}]}),
            "      steps: [{resume: true}]}\n",
            '      steps: [{resume: true}]}\n  z: {steps: [{resume: "no"}]}\n',
        ),
        (
            InsertKey(pointer=(), key="timeout", data=5),
            "      steps: [{resume: true}]}\n",
            "      steps: [{resume: true}]}\ntimeout: 5\n",
        ),
        (InsertItem(pointer=("tags",), data="c", at=1), "[a, b]", "[a, c, b]"),
        (Remove(pointer=("tags", 0)), "[a, b]", "[b]"),
        (
            Remove(pointer=(*EXPECT, "values", "list", 0)),
            "        - a  # la\n",
            "        # la\n",
        ),
    ],
)  # fmt: skip
def test_the_layout_stays(edit, old, new):
    """Quotes, columns, comments, the style of what is around; only these lines differ."""
    assert PAGE.count(old) == 1
    assert edited(PAGE, [edit]) == PAGE.replace(old, new)


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("a: &x 1\nb: *x\n", ("a",)),
        ("a: &x 1\nb: *x\n", ("b",)),
        ("a: &x {c: 1}\nb: *x\n", ("a", "c")),
        ("a: &x {c: 1}\nb: *x\n", ("b", "c")),
        ("a: [b: 1]\n", ("a", 5)),
        ("a: 1\n", ("b",)),
        ("a: 1\n", ("a", "b")),
    ],
)
def test_what_is_not_its_own_is_left(text, pointer):
    """An anchor, what an alias names, and what is not there."""
    with pytest.raises(CannotEdit):
        edited(text, [Replace(pointer=pointer, data=2)])


@pytest.mark.parametrize(
    "data", ["\ud800", 10**5000, object(), {"x" * 2000: 1}], ids=["half", "long", "odd", "key"]
)
def test_data_that_no_file_holds(data):
    """Is refused, not written in another way."""
    with pytest.raises(CannotWrite):
        edited("a: 1\n", [Replace(pointer=("a",), data=data)])


@pytest.mark.parametrize("text", ["a: 1", "a: 1\r\nb: 2\r\n", "{a: 1}", "---\na: 1\n...\n"])
def test_line_breaks_and_markers_stay(text):
    """The file's own kind of them."""
    new = edited(text, [Replace(pointer=("a",), data="x")])
    assert new.rstrip("\n") == text.replace("1", "x").rstrip("\n")
    new = edited(text, [InsertKey(pointer=(), key="c", data="x\ny\n")])
    assert read("f", new.encode()).data["c"] == "x\ny\n"
    assert new.replace("\r\n", "").count("\n") == 0 or "\r" not in text
