"""What is written is read back the same, by our own reader and by one of YAML 1.1."""

import math

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.edit import identical
from scenario_runner.language.source import read
from scenario_runner.language.write import (
    WIDTH,
    CannotWrite,
    Room,
    block,
    document,
    entry,
    flow,
    item,
    scalar,
)

TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=40),
    st.text("aZ0 #:,'\"-{}[]$./_é~!?&*|>%@`\\=<\n\t", max_size=8),
    st.sampled_from(["yes", "No", "on", "y", "null", "~", "1e3", "0x1f", "010", "12:30:45", "=",
                     "2001-01-01", ".5", "-", "? a", "a: b", "a #b", "<<", "{{ x }}", "é", "a'b",
                     "'a", "!x", "&x", "*x", "@x", "%x", "a,b", "[a]", "NaN", "true", "", " a ",
                     "two\nlines\n", "a\n\n b", "\n", "\\d", "a\u200db", "\u202e", "\xad"]),
)  # fmt: skip
NUMBERS = st.one_of(st.integers(), st.floats(allow_nan=False), st.booleans(), st.none())
DATA = st.recursive(
    st.one_of(TEXTS, NUMBERS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
ROOMS = st.none() | st.builds(
    Room, columns=st.integers(-5, 110), deepest=st.integers(0, 4) | st.just(math.inf)
)


@given(DATA, ROOMS)
def test_it_is_read_back(data, room):
    """Whatever it is, and however it stands."""
    texts = {
        "\n".join(entry("key", data, room=room)): {"key": data},
        "\n".join(item(data, room=room)): [data],
        f"[{flow(data)}]": [data],
        document([data], "why"): [data],
        "\n".join(["key:", *(f"    {line}" for line in block([data], room=room))]): {"key": [data]},
    }
    for lines, meant in texts.items():
        text = f"{lines}\n"
        assert identical(read("a.yaml", text.encode()).data, meant), text
        assert _has_float(data) or yaml.load(text, yaml.CSafeLoader) == meant, text


def _has_float(data):
    """Numbers such as 1e16 are texts to old readers; ours reads them as they are meant."""
    if isinstance(data, dict):
        return any(map(_has_float, data.values()))
    return any(map(_has_float, data)) if isinstance(data, list) else isinstance(data, float)


WORDY = st.recursive(
    st.text("ab ", min_size=1, max_size=9).map(str.strip),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", min_size=1), inner, max_size=3)
    ),
)


@given(WORDY, st.integers(0, 4))
def test_what_stands_on_one_line_has_room(data, deepest):
    """It fits, and nests no deeper than it may."""
    for line in entry("key", data, room=Room(columns=40, deepest=deepest)):
        depth = 0
        for character in line.replace("{}", "").replace("[]", ""):
            depth += (character in "{[") - (character in "}]")
            assert depth <= deepest, line
            assert depth == 0 or len(line) <= 40, line


def test_what_is_no_number():
    """Too."""
    assert math.isnan(read("a.yaml", f"a: {scalar(math.nan)}\n".encode()).data["a"])
    assert read("a.yaml", f"a: {scalar(-math.inf)}\n".encode()).data == {"a": -math.inf}


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Refund order 7, please", "Refund order 7, please"),
        ("no", '"no"'),
        ("12:30", '"12:30"'),
        ("$.values", "$.values"),
        ("../agent.py:graph", "../agent.py:graph"),
        ("it's", "it's"),
        ('say "hi"', 'say "hi"'),
        ('"hi"', "'\"hi\"'"),
        ("[\\d]", "'[\\d]'"),
        ("'\"", '"\'\\""'),
        ("a\tb", '"a\\tb"'),
        ("pass\u200bword", '"pass\\u200bword"'),
        ("\u202eexe.txt", '"\\u202eexe.txt"'),
        ("\N{MAN}\u200d\N{PERSONAL COMPUTER}", "\N{MAN}\u200d\N{PERSONAL COMPUTER}"),
    ],
)
def test_quotes_stand_where_they_are_needed(text, written):
    """Of the kind that needs no escapes, where there is one; nothing stands there unseen."""
    assert scalar(text) == written


def test_half_a_character_is_refused():
    """In keys and in values."""
    for data in ("\ud800", ["\ud800"], {"\ud800": 1}):
        with pytest.raises(CannotWrite, match="half a character"):
            entry("key", data, room=Room(columns=WIDTH))


MESSAGE = {"role": "user", "content": "Refund order 7, please", "tags": ["no", "a b"], "n": 1.5}


def test_it_looks_as_people_write_it():
    """Words without quotes; a line for each key where one line is too long."""
    room = Room(columns=WIDTH)
    assert entry("m", MESSAGE, room=room) == [
        'm: {role: user, content: "Refund order 7, please", tags: ["no", a b], n: 1.5}'
    ]
    lines = entry("m", [{**MESSAGE, "more": "x" * 40}, 1], room=room)
    assert lines == [
        "m:",
        "  - role: user",
        "    content: Refund order 7, please",
        '    tags: ["no", a b]',
        "    n: 1.5",
        f"    more: {'x' * 40}",
        "  - 1",
    ]
    assert max(map(len, lines)) <= WIDTH


def test_what_nests_stands_on_lines_of_its_own():
    """As deep as it is said to be easy to read."""
    steps = [{"invoke": {"question": "hi"}}, {"resume": True}]
    room = Room(columns=WIDTH, deepest=2)
    assert entry("steps", steps, room=room) == [
        "steps:",
        "  - invoke: {question: hi}",
        "  - {resume: true}",
    ]


def test_without_room_only_short_lists_stand_on_one_line():
    """Which is best to compare and to change."""
    assert entry("m", MESSAGE) == [
        "m:",
        "  role: user",
        "  content: Refund order 7, please",
        '  tags: ["no", a b]',
        "  n: 1.5",
    ]
    assert entry("text", {"b": ["x" * 60]}) == ["text:", "  b:", f"    - {'x' * 60}"]


@pytest.mark.parametrize("room", [None, Room(columns=WIDTH)])
def test_lines_of_a_text_stay_lines(room):
    """Instead of a long line of escapes; where spaces would be lost from sight, they do not."""
    assert entry("text", {"a": "one\ntwo\n", "b": ["x\ny"], "c": "x \ny"}, room=room) == [
        "text:",
        "  a: |",
        "    one",
        "    two",
        "  b:",
        "    - |-",
        "      x",
        "      y",
        '  c: "x \\ny"',
    ]
