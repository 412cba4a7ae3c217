"""Branch options as chat UIs compute them, on histories written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.engine.observation import HistoryState, Observation
from scenario_runner.judge.chat_views import ONLY, Version, assistant_ui, use_stream
from scenario_runner.judge.judge import judge
from scenario_runner.language.value import Places, Value
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=3, column=5)


def message(own):
    """`u1` is a user's message, `a1` an assistant's; `-` stands before one without an id."""
    name = own.removeprefix("-")
    role = "user" if name.startswith("u") else "assistant"
    told = {"role": role, "content": f"text of {name}"}
    return told if own.startswith("-") else {**told, "id": own}


def history(*lines):
    """Newest first, as LangGraph gives it, from lines `checkpoint parent message message ...`
    in the order of creation."""
    states = []
    for order, line in enumerate(lines):
        own, parent, *messages = line.split()
        states.append(
            HistoryState(
                checkpoint=own,
                parent=None if parent == "." else parent,
                messages=tuple(map(message, messages)),
                order=order,
            )
        )
    return tuple(reversed(states))


def shown(view):
    """Each message of the view with its version, where it has others."""
    return " ".join(
        own + (f"({version.index}/{version.count})" if version != ONLY else "")
        for own, version in zip(
            [m.get("id", m["content"]) for m in view.messages], view.versions, strict=True
        )
    )


LINEAR = history("c0 .", "c1 c0 u1", "c2 c1 u1 a1", "c3 c2 u1 a1 u2", "c4 c3 u1 a1 u2 a2")
# the second question is edited: sent anew from before it
EDITED = history(
    "c0 .", "c1 c0 u1", "c2 c1 u1 a1", "c3 c2 u1 a1 u2", "c4 c3 u1 a1 u2 a2",
    "c5 c2 u1 a1 u3", "c6 c5 u1 a1 u3 a3",
)  # fmt: skip
EDITED_TWICE = history(
    "c0 .", "c1 c0 u1", "c2 c1 u1 a1", "c3 c2 u1 a1 u2", "c4 c3 u1 a1 u2 a2",
    "c5 c2 u1 a1 u3", "c6 c5 u1 a1 u3 a3", "c7 c2 u1 a1 u4", "c8 c7 u1 a1 u4 a4",
)  # fmt: skip
# the last answer is made again from its parent: a replay begins with a state of source fork
REGENERATED = history(
    "c0 .", "c1 c0 u1", "c2 c1 u1 a1", "f1 c1 u1", "c3 f1 u1 a2",
)  # fmt: skip
# without such a state (LangGraph before 1.1.7) the answers stand side by side
REGENERATED_OLD = history("c0 .", "c1 c0 u1", "c2 c1 u1 a1", "c3 c1 u1 a2")
# an edit, then its answer made again: one fork below another
NESTED = history(
    "c0 .", "c1 c0 u1", "c2 c1 u1 a1", "d1 c0 u2", "d2 d1 u2 a2", "d3 d1 u2 a3",
)  # fmt: skip
# the conversation goes on in the older branch: useStream still shows the newer child
OLDER_GOES_ON = history(
    "c0 .", "c1 c0 u1", "c2 c1 u1 a1", "d1 c0 u2", "d2 d1 u2 a2", "c3 c2 u1 a1 u3",
)  # fmt: skip
# the first message is edited: two conversations from the very start
FIRST_EDITED = history("c0 . u1", "c1 c0 u1 a1", "d0 . u2", "d1 d0 u2 a2")
# a sibling made by __copy__ holds the same messages as the state beside it
COPIED = history("c0 .", "c1 c0 u1", "x1 c0 u1", "x2 x1 u1 a1")
WITHOUT_IDS = history("c0 .", "c1 c0 -u1", "c2 c1 -u1 -a1", "d1 c0 -u2", "d2 d1 -u2 -a2")


@pytest.mark.parametrize(
    ("states", "stream", "assistant"),
    [
        ((), "", ""),
        (history("c0 ."), "", ""),
        (LINEAR, "u1 a1 u2 a2", "u1 a1 u2 a2"),
        (EDITED, "u1 a1 u3(2/2) a3", "u1 a1 u3(2/2) a3"),
        (EDITED_TWICE, "u1 a1 u4(3/3) a4", "u1 a1 u4(3/3) a4"),
        (REGENERATED, "u1 a2(2/2)", "u1 a2(2/2)"),
        (REGENERATED_OLD, "u1 a2(2/2)", "u1 a2(2/2)"),
        (NESTED, "u2(2/2) a3(2/2)", "u2(2/2) a3(2/2)"),
        (OLDER_GOES_ON, "u2(2/2) a2", "u1(1/2) a1 u3"),
        (FIRST_EDITED, "u2(2/2) a2", "u2(2/2) a2"),
        (COPIED, "u1 a1(2/2)", "u1 a1"),
        (
            WITHOUT_IDS,
            "text of u2 text of a2",
            "text of u2 text of a2",
        ),
    ],
    ids=[
        "empty",
        "one state",
        "linear",
        "edited",
        "edited twice",
        "regenerated",
        "regenerated before 1.1.7",
        "nested",
        "older goes on",
        "first edited",
        "copied",
        "without ids",
    ],
)
def test_what_chat_uis_show(states, stream, assistant):
    """The messages shown, each with its version where it has others."""
    assert shown(use_stream(states)) == stream
    assert shown(assistant_ui(states)) == assistant


@pytest.mark.parametrize(
    ("loaded", "stream", "assistant"),
    [
        (9, "u1 a1 u4(3/3) a4", "u1 a1 u4(3/3) a4"),
        (6, "u1 a1 u4(3/3) a4", "u1 a1 u4(3/3) a4"),  # the children of c2, which is not loaded
        (4, "u1 a1 u4(2/2) a4", "u1 a1 u4(2/2) a4"),  # u1 is first seen in a line not shown
        (3, "u1 a1 u4 a4", "u1 a1 u4(2/2) a4"),  # the sibling's first state has fallen away
        (2, "u1 a1 u4 a4", "u1 a1 u4 a4"),
        (1, "u1 a1 u4 a4", "u1 a1 u4 a4"),
    ],
)
def test_what_is_not_loaded_is_not_shown(loaded, stream, assistant):
    """Older states fall away, with them versions, and messages are first seen later."""
    states = EDITED_TWICE[:loaded]
    assert shown(use_stream(states)) == stream
    assert shown(assistant_ui(states)) == assistant


def test_of_a_cut_history_the_line_with_the_newest_state_is_shown():
    """Where two lines have lost their beginning, the newer one is the conversation."""
    states = OLDER_GOES_ON[:3]  # c3 below c2, d2 below d1
    assert shown(use_stream(states)) == "u1 a1 u3"


def written(data):
    return Value(data=data, places=Places(values={(): HERE}))


def told(expected, states):
    findings = judge([("ui", written(expected))], Observation(history=states))
    return [(each.outcome, each.path, each.message) for each in findings]


@pytest.mark.parametrize(
    ("expected", "findings"),
    [
        (
            {"message": -2, "branches": 2, "index": 2},
            [
                ("passed", "$.ui.branches", 'use_stream shows "text of u3" as 2 of 2'),
                ("passed", "$.ui.index", 'use_stream shows "text of u3" as 2 of 2'),
            ],
        ),
        (
            {"message": {"role": "user", "nth": -1}, "branches": 3, "index": {"$gt": 1}},
            [
                (
                    "failed",
                    "$.ui.branches",
                    'expected 3, got 2: use_stream shows "text of u3" as 2 of 2',
                ),
                ("passed", "$.ui.index", 'use_stream shows "text of u3" as 2 of 2'),
            ],
        ),
        (
            [
                {"message": 0, "branches": 1},
                {"message": {"content": {"$contains": "u3"}}, "as": "assistant_ui", "index": 1},
            ],
            [
                ("passed", "$.ui[0].branches", 'use_stream shows "text of u1" as 1 of 1'),
                (
                    "failed",
                    "$.ui[1].index",
                    'expected 1, got 2: assistant_ui shows "text of u3" as 2 of 2',
                ),
            ],
        ),
        (
            {"message": {"id": "u3"}, "limit": 2, "branches": 1},
            [("passed", "$.ui.branches", 'use_stream shows "text of u3" as 1 of 1')],
        ),
        (
            {"message": {"id": "u3"}},
            [("passed", "$.ui", 'use_stream shows "text of u3" as 2 of 2')],
        ),
        (
            {"message": {"id": "u2"}, "branches": 2},
            [
                (
                    "failed",
                    "$.ui",
                    (
                        'use_stream shows no such message: no message fits {id: "u2"}; '
                        'the messages are: 0 user "text of u1", 1 assistant "text of a1", '
                        '2 user "text of u3", '
                        '3 assistant "text of a3"'
                    ),
                )
            ],
        ),
        ([], []),
    ],
)
def test_the_expectation(expected, findings):
    """The message is one of those shown; its versions and which of them it is are compared."""
    assert told(expected, EDITED) == findings


@pytest.mark.parametrize(
    ("expected", "message"),
    [
        ({"branches": 2}, "{branches: 2} names no message"),
        ({"message": "u1"}, '{message: "u1"} names no message'),
        ({"message": {}}, "{message: {}} names no message"),
        (7, "7 names no message"),
        (
            {"message": 0, "as": "telnet"},
            '"telnet" is no chat UI; there are use_stream and assistant_ui',
        ),
        ({"message": 0, "limit": 0}, "limit must be a whole number from 1 on, not 0"),
    ],
)
def test_what_makes_no_sense_is_an_error(expected, message):
    """Checked files cannot say it; a template can."""
    assert told(expected, EDITED) == [("error", "$.ui", message)]


def test_without_a_history_nothing_can_be_said():
    """The engine reads it where it is asked for."""
    assert told({"message": 0}, None) == [
        ("error", "$.ui", "the history of the thread was not read")
    ]


@st.composite
def trees(draw):
    """Histories whose states each add a message to their parent's, or none."""
    lines = ["c0 ."]
    talks = [[]]
    for number in range(1, draw(st.integers(1, 12))):
        parent = draw(st.integers(0, number - 1))
        talk = [*talks[parent], *([f"u{number}"] if draw(st.booleans()) else [])]
        talks.append(talk)
        lines.append(" ".join([f"c{number}", f"c{parent}", *talk]))
    return history(*lines)


@given(trees(), st.integers(1, 13))
def test_versions_are_children_of_one_state(states, limit):
    """useStream shows the newest child everywhere, each fork lets one choose at one message,
    and there are no more versions than some state has children."""
    loaded = states[:limit]
    view = use_stream(loaded)
    children = [sum(other.parent == state.parent for other in loaded) for state in loaded]
    forks = [version.count for version in view.versions if version != ONLY]
    assert all(version.index == version.count for version in view.versions)
    assert set(forks) <= set(children)
    assert view.messages in [state.messages for state in loaded]


@given(trees())
def test_both_views_agree_where_nothing_branches(states):
    """A conversation without forks has one version of everything, in every chat UI."""
    parents = [state.parent for state in states]
    if len(set(parents)) == len(parents):
        assert use_stream(states) == assistant_ui(states)
        assert set(use_stream(states).versions) <= {ONLY}


@given(trees())
def test_siblings_follow_the_same_messages(states):
    """assistant-ui counts exactly the messages that come after the same line of messages."""
    view = assistant_ui(states)
    assert view.messages == states[0].messages
    for at, version in enumerate(view.versions):
        same = {
            state.messages[at]["id"]
            for state in states
            if len(state.messages) > at and state.messages[:at] == view.messages[:at]
        }
        assert version.count == len(same)
        assert isinstance(version, Version)
