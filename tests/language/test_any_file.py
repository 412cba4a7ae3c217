"""Whatever a file holds, reading it ends in a scenario or in problems inside the file."""

import re
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.language.expected import check_expected, check_input
from scenario_runner.language.load import load
from scenario_runner.language.model import Scenario
from scenario_runner.language.schema import keys_of
from scenario_runner.language.source import read
from scenario_runner.problem import ProblemsError, picture

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
WHOLE = {
    "scenario": "s",
    "graph": {
        "state": {"messages": "messages", "turn": {"type": "integer", "reducer": "add"}},
        "nodes": {
            "agent": {"returns": {"turn": 1}},
            "human": {"interrupt": "next?", "returns": {"messages": ["{{ answer }}"]}},
            "flaky": {"raises": {"type": "ValueError", "times": 1}, "interrupts": ["a", "b"]},
        },
        "edges": [
            "START -> agent -> human",
            {"from": "human", "to": "flaky", "when": "{{ state.turn < 5 }}", "otherwise": "END"},
        ],
        "interrupt_before": ["human"],
    },
    "tags": ["a"],
    "models": {
        "shop.agents:llm": [
            "Hi {{ user }}, {{ messages[-1].content }}",
            {"content": ["x"], "tool_calls": [{"name": "a", "args": {}, "id": "1"}], "id": "i",
             "usage": {"input_tokens": 1}, "response_metadata": {"a": 1}, "after": 0.1},
            {"raises": {"type": "ValueError", "message": "{{ user }}"}}, {"chunks": ["a", "b"]},
        ],
        "clerk": [{"when": {"$contains": "x"}, "node": "agent", "system": "s", "prompt": "p",
                   "reply": {"structured": {"a": {"$literal": 1}}}}],
    },
    "variables": {"where": "draft", "user": "Ada", "hello": "Hi {{ user }}"},
    "steps": [
        {"id": "draft", "invoke": {"messages": [{"$human": "{{ hello }}"}]},
         "save": {"status": "$.values.turn"}, "expect": {"next": ["human"], "values": {
             "turn": {"$gt": 0, "$approx": {"value": 1}}, "x": {"$any_of": [{"$absent": True}]}}}},
        {"resume_map": {"human": "{{ status }}"}, "expect": {
            "interrupts": [{"node": "human", "value": {"$schema": {"type": "string"}}}],
            "visited": ["agent", ["human", "flaky"]], "executions": {"agent": 1},
            "raises": {"type": "ValueError"}, "paths": {"$.values": {"$type": "mapping"}},
            "checkpoints": {"added": 2, "sources": ["loop"]}, "duration": {"$lt": 2},
            "subgraphs": {"a": {"next": []}}, "messages": [{"role": "user"}]}},
        {"command": {"goto": "flaky"}}, {"update_state": {"turn": 1}, "as_node": "agent"},
        {"resume": 1, "at": "{{ where }}", "via": "copy", "thread": "main"},
        {"invoke": None, "at": {"before": "human", "thread": "main"}},
        {"at": {"in": "draft", "next": ["human"], "source": "loop", "nth": 0}, "resume": 2},
        {"edit": {"message": {"role": "user", "nth": -1}, "content": "{{ user }}"},
         "anchor": "message_prefix", "expect": {"stale_resume": True, "snapshot": {
             "of": "$.values", "ignore": ["$.values.turn"]}, "ui": [
             {"message": -1, "as": "use_stream", "limit": 3, "branches": 2, "index": {"$gt": 1}}]}},
        {"regenerate": {}}, {"retry": {"message": {"content": {"$contains": "{{ user }}"}}}},
        {"reload": True},
        {"resume_map": [{"interrupt": {"path": ["a"], "node": "b", "nth": 1, "value": {"$gt": 1}},
                         "value": "{{ status }}"}]},
    ],
    "skip": {"reason": "old", "when": "langgraph<1"},
    "expect_failure": {"reason": "old", "when": "python>=3.11,<9", "strict": False},
    "checks": {"left_open": "ignore", "script_left": "warn"},
    "patches": {
        "shop.tools:get": {"returns": {"id": "{{ user }}"}}, "shop.tools:LIMIT": {"value": [3]},
        "shop.tools:Client.send": [{"raises": {"type": "ValueError", "message": "{{ user }}"}},
                                   {"call": "shop.fakes:send"}, {"returns": {"$ai": "hi"}}],
    },
    "compare": [{"branches": ["main", "rows[a]"], "equal": ["$.values"], "differ": ["$.next"]}],
    "branches": {
        "rows": {"from": "{{ to }}", "for_each": [{"id": "a", "to": "draft"}, {"to": "start"}],
                 "steps": [{"id": "y", "resume": "{{ to }}"}], "skip": "later"},
        "lists": {"from": {"in": "y", "branch": "rows[a]"}, "for_each": {"n": [1, 2], "m": ["x"]},
                  "steps": [{"resume": "{{ n }}"}], "expect_failure": "why"},
        "before": {"from": {"message": {"id": "x", "nth": 0}, "branch": "main"},
                   "steps": [{"at": "draft", "resume": 1}]},
        "other": {"from": "draft", "steps": [{"id": "x", "resume": {"$ai": {"tool_calls": []}}}]},
        "more": {"from": "other/x", "patches": {"shop.tools:get": None}, "steps": [{
            "invoke": None, "expect": {"calls": {
                "shop.tools:Client.send": [{"to": {"$present": True}}], "shop.tools:LIMIT": 0}}}]},
    },
    "timeout": 3,
}  # fmt: skip
ODD = [
    None, True, 3, -1.5, "", "x", "{{ user }}", "{{ a", "$x", [], {}, [1], {"a": 1}, {"$gt": 1},
    {"$foo": 2}, [None], {"$literal": 1}, {"$schema": {}}, "a/b", "END", "a -> b", "$.x", 10**30,
    {"$human": {"content": []}}, {"$ai": {"tool_calls": [3]}}, {"$matches": "("}, {"$approx": {}},
]  # fmt: skip


def ways(data, way=()):
    if way:
        yield way
    if isinstance(data, dict):
        for key in data:
            yield from ways(data[key], (*way, key))
    elif isinstance(data, list):
        for index in range(len(data)):
            yield from ways(data[index], (*way, index))


def at(data, way):
    for key in way:
        data = data[key]
    return data


@st.composite
def nearly_scenarios(draw):
    """A scenario that uses all of the language, with one to three parts made wrong."""
    data = deepcopy(WHOLE)
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from(list(ways(data))))
        owner = at(data, way[:-1])
        match draw(st.sampled_from(["replace", "remove", "rename", "wrap"])):
            case "replace":
                owner[way[-1]] = deepcopy(draw(st.sampled_from(ODD)))
            case "remove":
                del owner[way[-1]]
            case "rename" if isinstance(owner, dict):
                name = draw(st.sampled_from([*map(str, owner), "expect", "id", "$gt", "nodes"]))
                owner[name] = owner.pop(way[-1])
            case _:
                owner[way[-1]] = [owner[way[-1]]]
    return yaml.safe_dump(data, sort_keys=False)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("any") / "a.scenario.yaml"


def ends_well(path: Path) -> None:
    try:
        assert isinstance(load(path), Scenario)
    except ProblemsError as error:
        text = path.read_bytes().decode("utf-8-sig", errors="replace")
        lines = BREAK.split(text)
        for problem in error.problems:
            for place in (problem.place, *(where for where, _ in problem.related)):
                assert 1 <= place.line <= len(lines)
                assert 1 <= place.column <= len(lines[place.line - 1]) + 1
            assert picture(problem, text)


def test_the_whole_of_it_is_a_scenario(path):
    """What the properties start from has no problem at all."""
    path.write_text(yaml.safe_dump(WHOLE, sort_keys=False))
    assert isinstance(load(path), Scenario)


@given(nearly_scenarios())
@settings(max_examples=200, deadline=None)
def test_a_scenario_with_wrong_parts_is_explained(path, text):
    """No part of the language trips over another part's mistake."""
    path.write_text(text, encoding="utf-8")
    ends_well(path)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_text_with_a_slip_is_explained(path, data):
    """A character too many or too few anywhere."""
    text = yaml.safe_dump(WHOLE, sort_keys=False)
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(text)))
        slip = data.draw(st.text("{}[]:-?&*!|>'\"%@`#, \n\tab1é🙂$\\", max_size=2))
        text = text[:index] + slip + text[index + data.draw(st.integers(0, 3)) :]
    path.write_text(text, encoding="utf-8", newline="")
    ends_well(path)


@given(st.sampled_from(sorted(keys_of("expect"))), st.sampled_from(ODD), st.sampled_from(ODD))
@settings(max_examples=200, deadline=None)
def test_what_templates_yield_is_checked_without_an_accident(key, one, other):
    """The checks at run time take any data."""
    data = [{"a": one, "b": [other, {"c": one}]}, {"node": other}, other]
    value = read("f", yaml.safe_dump({"one": one, "all": data, "other": other}).encode()).value
    for part in (value["one"], value["all"], value["other"]):
        for problem in [*check_expected(key, part), *check_input(part)]:
            assert problem.message
