"""Moments, travel and chat acts: from a file to the model."""

import pytest

from scenario_runner.language.load import load
from scenario_runner.language.model import (
    AfterStep,
    Answer,
    AtMessage,
    BeforeNode,
    Edit,
    InStep,
    ListedInterrupt,
    Look,
    MessageSelector,
    Regenerate,
    Reload,
    ResumeMap,
    Retry,
    Start,
)
from scenario_runner.language.value import Value
from scenario_runner.problem import Place, ProblemsError

HEAD = "scenario: s\ngraph: shop.agents:refund\n"


@pytest.fixture
def told(tmp_path):
    def loaded(text):
        path = tmp_path / "a.scenario.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load(path, shown_as="a.yaml")

    return loaded


def at(line, column, length):
    return Place(file="a.yaml", line=line, column=column, length=length)


def value(data, *pointer):
    # Equality of values looks at data and pointer; places have tests of their own.
    return Value(data=data, places=None, pointer=pointer)


FROM = {
    "start": Start(place=at(5, 13, 5)),
    "draft": AfterStep(step="draft", branch=None, place=at(5, 13, 5)),
    "main/draft": AfterStep(step="draft", branch="main", place=at(5, 13, 10)),
    "{before: ask}": BeforeNode(node="ask", branch=None, thread=None, place=at(5, 13, 13)),
    "{before: sub/ask, branch: main, thread: t}": BeforeNode(
        node="sub/ask", branch="main", thread="t", place=at(5, 13, 42)
    ),
    "{message: -1}": AtMessage(
        message=MessageSelector(place=at(5, 23, 2), nth=-1),
        branch=None, thread=None, place=at(5, 13, 13),
    ),
    "{message: {role: user, nth: 0, id: m, content: {$contains: a}}}": AtMessage(
        message=MessageSelector(
            place=at(5, 23, 52), role="user", nth=0,
            id=value("m", "branches", "b", "from", "message", "id"),
            content=value({"$contains": "a"}, "branches", "b", "from", "message", "content"),
        ),
        branch=None, thread=None, place=at(5, 13, 63),
    ),
    "{in: draft}": InStep(
        step="draft", branch=None, next=None, source=None, nth=None, thread=None,
        place=at(5, 13, 11),
    ),
    "{in: main/draft, next: [a, b], source: loop, nth: -1, thread: t}": InStep(
        step="draft", branch="main", next=("a", "b"), source="loop", nth=-1, thread="t",
        place=at(5, 13, 64),
    ),
    "{in: draft, branch: main, next: []}": InStep(
        step="draft", branch="main", next=(), source=None, nth=None, thread=None,
        place=at(5, 13, 35),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("written", "moment"), FROM.items(), ids=list(FROM))
def test_every_moment_of_from(written, moment, told):
    """Each form has a type of its own, and knows its place."""
    steps = "steps: [{id: draft, invoke: 1}]\n"
    branch = f"branches:\n  b: {{from: {written}, steps: [{{resume: 1}}]}}\n"
    assert told(steps + branch).branches[1].start == moment


def test_travel_is_parsed_with_its_way_and_its_thread(told):
    """`at`, `via` and `thread` are fixed when the file is read."""
    steps = told("""\
variables: {where: draft, way: copy, side: t2, deep: {node: ask}}
steps:
  - {id: draft, thread: t2, invoke: 1}
  - {at: "{{ where }}", via: "{{ way }}", thread: "{{side}}", resume: 1}
  - {at: {before: "{{ deep.node }}{{ way }}"}, expect: {next: []}}
""").branches[0].steps  # fmt: skip
    assert [(step.at, step.via, step.thread) for step in steps] == [
        (None, "auto", "t2"),
        (AfterStep(step="draft", branch=None, place=at(6, 10, 13)), "copy", "t2"),
        (BeforeNode(node="askcopy", branch=None, thread=None, place=at(7, 10, 36)), "auto", "main"),
    ]


def test_the_chat_acts(told):
    """Without a message, regenerate takes the last assistant message and retry the last one."""
    steps = told("""\
steps:
  - {edit: {message: 0, content: "{{ 'HIGH' }}"}, anchor: message_prefix}
  - {regenerate: {}, anchor: original_parent}
  - {regenerate: {message: {id: m}}}
  - {retry: {}}
  - {retry: {message: {role: assistant}}}
  - {reload: true}
  - {expect: {ui: [{message: -1, as: use_stream, limit: 3, branches: {$gt: 1}, index: 2}]}}
""").branches[0].steps  # fmt: skip
    selector = MessageSelector
    assert [step.act for step in steps] == [
        Edit(message=selector(place=at(4, 22, 1), nth=0), anchor="message_prefix",
             content=value("{{ 'HIGH' }}", "steps", 0, "edit", "content")),
        Regenerate(message=selector(place=at(5, 6, 10), role="assistant", nth=-1),
                   anchor="original_parent"),
        Regenerate(message=selector(place=at(6, 28, 7),
                                    id=value("m", "steps", 2, "regenerate", "message", "id")),
                   anchor="first_seen_parent"),
        Retry(message=selector(place=at(7, 6, 5), nth=-1), anchor="first_seen_parent"),
        Retry(message=selector(place=at(8, 23, 17), role="assistant"), anchor="first_seen_parent"),
        Reload(),
        Look(),
    ]  # fmt: skip


def test_answers_in_list_form(told):
    """An interrupt is told by what it is, where its address could not be written."""
    (step,) = (
        told("""\
steps:
  - resume_map:
      - {interrupt: {path: [a/b], node: "c#1", nth: 2, value: {$contains: x}}, value: ok}
      - {interrupt: {node: d}, value: null}
""")
        .branches[0]
        .steps
    )
    many = ("steps", 0, "resume_map")
    assert step.act == ResumeMap(answers=(
        Answer(
            address=ListedInterrupt(
                path=("a/b",), node="c#1", nth=2,
                value=value({"$contains": "x"}, *many, 0, "interrupt", "value"),
            ),
            value=value("ok", *many, 0, "value"), place=at(5, 9, 81),
        ),
        Answer(
            address=ListedInterrupt(path=None, node="d", nth=None, value=None),
            value=value(None, *many, 1, "value"), place=at(6, 9, 35),
        ),
    ))  # fmt: skip


LINEAGE = """\
steps: [{id: a, invoke: 1}, {id: b, resume: 1}, {id: c, resume: 1}]
branches:
  one: {from: b, steps: [{id: x, resume: 1}, {id: c, resume: 1}, {id: y, resume: 1}]}
  two: {from: one/x, steps: [{at: MOMENT, resume: 1}]}
  other: {from: b, steps: [{id: z, resume: 1}]}
  fresh: {from: start, steps: [{id: begin, invoke: 1}]}
"""


@pytest.mark.parametrize(
    "moment",
    ["a", "b", "x", "main/a", "one/x", "{in: a}", "{in: one/x}", "{in: x, branch: one}",
     "{before: n}", "{before: n, branch: main}", "{message: 0, branch: one}"],
)  # fmt: skip
def test_a_step_may_go_back_to_what_led_to_it(moment, told):
    """Its own branch, then those it comes from, up to where they were left."""
    assert told(LINEAGE.replace("MOMENT", moment)).branches[2].steps[0].at is not None


@pytest.mark.parametrize(
    "moment",
    ["c", "y", "z", "begin", "main/c", "one/y", "one/c", "other/z", "{in: z}", "{in: main/c}",
     "{before: n, branch: other}", "{message: 0, branch: fresh}", "start", "nowhere", "two/x"],
)  # fmt: skip
def test_a_step_may_not_go_elsewhere(moment, told):
    """Steps that come later, or in another conversation."""
    with pytest.raises(ProblemsError) as caught:
        told(LINEAGE.replace("MOMENT", moment))
    assert [problem.place.line for problem in caught.value.problems] == [6]


def test_branches_from_a_template_leave_where_the_name_says(told):
    """A variable may name the moment that a branch leaves."""
    branch = told("""\
variables: {where: main, n: 7}
steps: [{id: step7, invoke: 1}]
branches: {b: {from: "{{ where }}/step{{ n }}", steps: [{resume: 1}]}}
""").branches[1]
    assert branch.start == AfterStep(step="step7", branch="main", place=at(5, 22, 25))
