# ruff: noqa: E501 - a row of these tables is read as one line
"""The normal form: what becomes of each kind of value, and that nothing ends it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import fractions
import functools
import json
import subprocess
import sys
import types
import uuid
from collections import Counter, OrderedDict, UserDict, deque, namedtuple
from pathlib import PurePosixPath

import pydantic.dataclasses
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.documents import Document
from langchain_core.messages import (
    AIMessage,
    AIMessageChunk,
    ChatMessage,
    FunctionMessage,
    HumanMessage,
    HumanMessageChunk,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)
from langgraph.types import Command, Interrupt, Send
from pydantic import BaseModel, ConfigDict, Field, RootModel, SecretStr, computed_field

from scenario_runner.engine.normal import DEEPEST, normal, text_of


class Colour(enum.Enum):
    RED = ("f00",)


class Level(enum.IntEnum):
    HIGH = 3


class Word(enum.StrEnum):
    YES = "yes"


Point = namedtuple("Point", "x y")


@dataclasses.dataclass
class Order:
    id: int
    lines: tuple[str, ...] = ()


@dataclasses.dataclass(slots=True)
class Slotted:
    when: dt.date


class Ticket(BaseModel):
    model_config = ConfigDict(extra="allow")

    id: int = Field(alias="ticketId")
    owner: SecretStr = SecretStr("x")

    @computed_field
    @property
    def double(self) -> int:
        return self.id * 2

    @functools.cached_property
    def memo(self) -> str:
        return "worked out once"


@pydantic.dataclasses.dataclass(slots=True)
class Checked:
    id: int


class Ids(RootModel[list[int]]):
    pass


class Array:
    """As numpy's arrays and numbers are."""

    def tolist(self):
        return [1, (2.5, float("nan"))]


class Opaque:
    pass


CALL = {"name": "refund", "args": {"order": 7}, "id": "c1", "type": "tool_call"}
TOLD = {"name": "refund", "args": {"order": 7}, "id": "c1"}
SELF: list[object] = []
SELF.append(SELF)

MESSAGES = [
    (HumanMessage("hi", id="m1"), {"role": "user", "content": "hi", "id": "m1"}),
    (HumanMessage("hi", name="Bo"), {"role": "user", "content": "hi", "name": "Bo"}),
    (HumanMessageChunk("hi"), {"role": "user", "content": "hi"}),
    (AIMessage("ok"), {"role": "assistant", "content": "ok", "tool_calls": []}),
    (
        AIMessage("", id="m2", tool_calls=[CALL]),
        {"role": "assistant", "content": "", "id": "m2", "tool_calls": [TOLD]},
    ),
    (AIMessageChunk("o"), {"role": "assistant", "content": "o", "tool_calls": []}),
    (SystemMessage("be kind"), {"role": "system", "content": "be kind"}),
    (
        ToolMessage("7", tool_call_id="c1", name="refund", status="error", artifact=object()),
        {
            "role": "tool",
            "content": "7",
            "name": "refund",
            "tool_call_id": "c1",
            "status": "error",
        },
    ),
    (FunctionMessage("7", name="f"), {"role": "tool", "content": "7", "name": "f"}),
    (ChatMessage("hm", role="critic"), {"role": "critic", "content": "hm"}),
    (ChatMessage("hm", role="human"), {"role": "user", "content": "hm"}),
    (RemoveMessage(id="m1"), {"role": "remove", "id": "m1"}),
    (
        HumanMessage([{"type": "text", "text": "see"}, {"type": "image_url", "image_url": "u"}]),
        {
            "role": "user",
            "content": [{"type": "text", "text": "see"}, {"type": "image_url", "image_url": "u"}],
        },
    ),
]
LANGGRAPH = [
    (Interrupt(value=Order(id=1), id="i1"), {"value": {"id": 1, "lines": []}, "id": "i1"}),
    (Send("work", {"n": 1}), {"node": "work", "arg": {"n": 1}}),
    (
        Command(goto=Send("work", 1), update={"n": (1,)}),
        {"goto": {"node": "work", "arg": 1}, "update": {"n": [1]}},
    ),
    (
        Document("text", metadata={"page": 1}),
        {"id": None, "metadata": {"page": 1}, "page_content": "text", "type": "Document"},
    ),
]
OBJECTS = [
    (Ticket(ticketId=4, note="n"), {"id": 4, "owner": "<pydantic.types.SecretStr>", "note": "n", "double": 8}),
    (Checked(id="3"), {"id": 3}),
    (Ids([1, 2]), [1, 2]),
    (Order(id=1, lines=("a",)), {"id": 1, "lines": ["a"]}),
    (Slotted(when=dt.date(2026, 11, 20)), {"when": "2026-11-20"}),
    (types.SimpleNamespace(a=(1,)), {"a": [1]}),
    (Colour.RED, ["f00"]),
    (Level.HIGH, 3),
    (Word.YES, "yes"),
    (Point(1, 2), [1, 2]),
    (Array(), [1, [2.5, "NaN"]]),
    (Opaque(), f"<{__name__}.Opaque>"),
    (Opaque, f"<{__name__}.Opaque>"),
    (len, "<builtins.len>"),
    (iter([1]), "<builtins.list_iterator>"),
    (KeyError("k"), {"type": "KeyError", "message": "'k'"}),
]  # fmt: skip
PLAIN = [
    (True, True),
    (float("nan"), "NaN"),
    (float("-inf"), "-Infinity"),
    ("half \ud800", "half \\ud800"),
    (dt.datetime(2026, 11, 20, 12, 30, tzinfo=dt.UTC), "2026-11-20T12:30:00+00:00"),
    (dt.time(12, 30), "12:30:00"),
    (dt.timedelta(minutes=1.5), 90.0),
    (decimal.Decimal("1.10"), "1.10"),
    (fractions.Fraction(1, 3), "1/3"),
    (uuid.UUID(int=1), "00000000-0000-0000-0000-000000000001"),
    (PurePosixPath("a/b"), "a/b"),
    (b"\x00\xff", "AP8="),
    (bytearray(b"a"), "YQ=="),
    (range(10**12), "range(0, 1000000000000)"),
    ((1, (2,)), [1, [2]]),
    ({"b", "a"}, ["a", "b"]),
    ({3, 1, 2.5}, [1, 2.5, 3]),
    (frozenset({1, "a", None}), ["a", 1, None]),
    (deque([1]), [1]),
    ({"a": 1}.keys(), ["a"]),
    ({"a": 1}.values(), [1]),
    (OrderedDict(a=(1,)), {"a": [1]}),
    (Counter("aab"), {"a": 2, "b": 1}),
    (UserDict({"a": 1}), {"a": 1}),
    (types.MappingProxyType({"a": 1}), {"a": 1}),
    ({1: "a", None: "b", (1, 2): "c", Word.YES: "d"}, {"1": "a", "null": "b", "[1, 2]": "c", "yes": "d"}),
    ({1: "a", "1": "b"}, {"1 (int)": "a", "1": "b"}),
    (SELF, ["<the same object again>"]),
]  # fmt: skip


@pytest.mark.parametrize(("value", "data"), [*MESSAGES, *LANGGRAPH, *OBJECTS, *PLAIN])
def test_normal_form(value, data):
    """Each kind of value has one form, which is plain, its own normal form, and JSON."""
    found = normal(value)
    assert (found, type(found)) == (data, type(data))
    assert normal(found) == found
    json.dumps(found, allow_nan=False)


class Hostile(dict):
    """Raises wherever it is looked at."""

    def _refuse(self, *_):
        raise RuntimeError("do not look")

    __len__ = __iter__ = __repr__ = __str__ = __eq__ = __hash__ = items = keys = _refuse
    __getattr__ = __contains__ = __bool__ = _refuse


class HostileModel(BaseModel):
    @computed_field
    @property
    def broken(self) -> int:
        raise ValueError("no")


def test_what_cannot_be_looked_at_is_only_named():
    """One hostile object costs itself; what stands around it stays."""
    found = normal({"a": Hostile(), "b": [HostileModel(), 1]})
    assert found == {"a": f"<{__name__}.Hostile>", "b": [f"<{__name__}.HostileModel>", 1]}


def test_very_deep_data_ends_somewhere():
    """Whoever reads the normal form can recurse through it."""
    deep: list[object] = []
    for _ in range(50_000):
        deep = [deep]
    text = json.dumps(normal(deep))
    assert text == "[" * DEEPEST + f'"<deeper than {DEEPEST} levels>"' + "]" * DEEPEST


def test_an_integer_too_long_to_print_is_hexadecimal_text():
    """Python refuses to write such numbers in base ten, and so would every report."""
    assert normal([1 << 40_000]) == [hex(1 << 40_000)]


def test_what_a_model_has_worked_out_is_no_field():
    """A cached property that somebody asked for does not change the form."""
    ticket = Ticket(ticketId=4)
    before = normal(ticket)
    assert ticket.memo == "worked out once"
    assert normal(ticket) == before


def test_nothing_is_shared_with_the_value():
    """What a graph changes later does not change what was seen."""
    state = {"items": [1]}
    found = normal(state)
    state["items"].append(2)
    assert found == {"items": [1]}


def test_an_object_met_twice_is_told_twice():
    """Only an object inside itself is cut off."""
    shared = {"a": 1}
    assert normal([shared, shared]) == [{"a": 1}, {"a": 1}]


ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.binary(max_size=4)
    | st.decimals()
    | st.datetimes()
    | st.builds(HumanMessage, st.text(max_size=4)),
    lambda parts: (
        st.lists(parts, max_size=4)
        | st.tuples(parts, parts)
        | st.frozensets(st.integers() | st.text(max_size=2), max_size=4)
        | st.dictionaries(st.text(max_size=3) | st.integers() | st.booleans(), parts, max_size=4)
    ),
    max_leaves=10,
)


@given(ODD)
def test_the_normal_form_is_its_own_and_json(value):
    """Whatever the value: once is enough, and JSON gives it back unchanged."""
    found = normal(value)
    assert normal(found) == found
    assert json.loads(json.dumps(found, allow_nan=False)) == found


@given(st.lists(st.integers() | st.text(max_size=2) | st.tuples(st.integers()) | st.none()))
def test_sets_have_one_order(items):
    """Sets that are equal have equal normal forms, however they were filled."""
    backwards = items[::-1]
    assert normal(set(items)) == normal(set(backwards))


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"role": "user", "content": "hi"}, "hi"),
        ({"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "x"}, "b"]}, "ab"),
        ({"role": "user", "content": None}, ""),
        ("plain", "plain"),
        (7, ""),
    ],
)
def test_text_of_a_message(message, text):
    """The text of a message, of its text blocks where it is made of blocks."""
    assert text_of(message) == text


def test_nothing_heavy_is_imported():
    """The normal form knows LangChain, Pydantic and numpy by name only."""
    script = (
        "import sys, scenario_runner.engine.normal\n"
        "print(sorted({'langgraph', 'langchain_core', 'pydantic', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
