"""Whatever a graph left in its observations, every report can tell it."""

from dataclasses import replace
from xml.etree import ElementTree as ET

import sample
from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.engine.observation import AnswerTold, PendingInterrupt, SubgraphSeen
from scenario_runner.judge.verdict import Finding
from scenario_runner.report.console import case_text
from scenario_runner.report.html import html_text
from scenario_runner.report.junit import junit_text
from scenario_runner.results.store import from_json, to_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
KEYS = ["role", "content", "tool_calls", "name", "args", "id", "type", "text", "status"]
MESSAGES = VALUES | st.dictionaries(
    st.sampled_from(KEYS),
    VALUES
    | st.sampled_from(["user", "assistant", "tool", "system", "text", "error"])
    | st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), max_size=2),
)
ACTS = st.sampled_from(["invoke", "resume", "resume_map", "command", "update_state", "look", "x"])


@st.composite
def steps(draw):
    """A step that observed anything at all."""
    value = draw(VALUES)
    asked = PendingInterrupt(node="n", path="n", address="n", value=draw(VALUES))
    heard = draw(st.sampled_from(["as_given", "otherwise", "never", "twice", "unknown"]))
    seen = replace(
        sample.DRAFTED,
        values=value,
        output=draw(VALUES),
        messages=tuple(draw(st.lists(MESSAGES, max_size=3))),
        interrupts=draw(st.sampled_from([(), (asked,)])),
        answers=(AnswerTold(path="n", given=draw(VALUES), heard=heard, received=draw(VALUES)),),
        visited=draw(st.sampled_from([(), ("a",), (("a", "b"), "a")])),
        subgraphs={"s": SubgraphSeen(values=value, next=("a",), interrupts=(asked,), visited=())},
    )
    finding = Finding(
        expectation="values",
        path=draw(st.text(max_size=5)),
        expected=draw(VALUES),
        actual=draw(VALUES),
        absent=draw(st.booleans()),
        outcome=draw(st.sampled_from(["passed", "failed", "warned", "error"])),
        place=draw(st.sampled_from([None, sample.place(1, 1), sample.place(999, 99, 9)])),
        message=draw(st.text(max_size=20)),
    )
    return sample.step(
        id=draw(st.text(max_size=5)),
        act=draw(ACTS),
        given=draw(VALUES),
        outcome=draw(st.sampled_from(["passed", "failed", "error"])),
        observation=draw(st.sampled_from([None, seen])),
        findings=(finding,),
        line=draw(st.integers(0, 60)),
        last_line=draw(st.integers(0, 60)),
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(steps(), min_size=1, max_size=3), st.text(max_size=200))
def test_anything_can_be_told(several, text):
    """Each report comes out whole, and results survive their file."""
    one = sample.branch(steps=tuple(several), outcome="error")
    case = sample.case(branches=(one,), outcome="error", source=text, printed=text)
    results = sample.results(case)
    assert html_text(results).endswith("</html>")
    assert case_text(case, color=False, width=60).startswith("ERROR")
    assert ET.fromstring(junit_text(results).encode()).find(".//testcase") is not None
    assert repr(from_json(to_json(results))) == repr(results)
