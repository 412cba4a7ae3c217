"""Built-in checks: each made to speak up, and kept silent where there is nothing to say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.engine.observation import (
    AnswerTold,
    CheckpointMade,
    Observation,
    PendingInterrupt,
    Raised,
    Refused,
)
from scenario_runner.judge.checks import DEFAULT_LOUDNESS, check_end, check_step
from scenario_runner.judge.judge import judge
from scenario_runner.judge.verdict import Finding
from scenario_runner.language.value import Places, Value
from scenario_runner.matching.same import alike
from scenario_runner.problem import Place

HERE = Place(file="a.scenario.yaml", line=3, column=5)
BOOM = Raised(type="ValueError", qualified="builtins.ValueError", message="boom", traceback="")
NO = Refused(reason="nothing is waiting")


def written(data):
    return Value(data=data, places=Places(values={(): HERE}))


def answer(heard, given="2+2", received="1+1"):
    return AnswerTold(path="human", given=given, heard=heard, received=received)


def waiting(path="review", value="Publish?"):
    return PendingInterrupt(node=path.split("/")[-1], path=path, address=path, value=value)


def made(own):
    return CheckpointMade(id=own, parent=None, source="loop", step=1, next=())


STALE = Observation(answers=(answer("otherwise"),))
MOVED = Observation(checkpoints=(made("c2"),), made="c2", head="c9")
LOST = Observation(live={"a": 1, "b": [1, 2]}, values={"a": 2, "b": [1], "kept": 0})
TOUCHED = Observation(touched=('thread "b" has another head',))


@pytest.mark.parametrize(
    ("seen", "name", "told"),
    [
        (
            STALE,
            "stale_resume",
            ['$.answers[0]: stale answer: human was given "2+2" and heard "1+1"'],
        ),
        (
            Observation(answers=(answer("never", received=None),)),
            "stale_resume",
            [
                (
                    '$.answers[0]: the answer "2+2" was heard by nobody: no interrupt() call at '
                    "human returned it"
                )
            ],
        ),
        (
            Observation(answers=(answer("otherwise", given=None),)),
            "stale_resume",
            [
                (
                    '$.answers[0]: human was answered with "1+1" though this step gave no answer: '
                    "LangGraph handed on an older one"
                )
            ],
        ),
        (
            Observation(answers=(answer("twice", received="2+2"),)),
            "stale_resume",
            ['$.answers[0]: the answer "2+2" to human was heard by another question too'],
        ),
        (
            MOVED,
            "head",
            [
                (
                    "$.checkpoints: the thread's head is not the checkpoint this step made: a next "
                    "step would go on from elsewhere"
                )
            ],
        ),
        (
            Observation(made="c1", head="c9"),
            "head",
            [
                (
                    "$.checkpoints: the thread's head is not the checkpoint this step acted on: a "
                    "next step would go on from elsewhere"
                )
            ],
        ),
        (
            LOST,
            "reload",
            [
                "$.values.a: what is stored is not what the run gave: the run has 1, storage has 2",
                (
                    "$.values.b[1]: what is stored is not what the run gave: the run has 2, "
                    "storage has nothing there"
                ),
            ],
        ),
        (
            Observation(live={"a": 1}, values={}),
            "reload",
            [
                (
                    "$.values.a: what is stored is not what the run gave: the run has 1, "
                    "storage has nothing there"
                )
            ],
        ),
        (
            Observation(live=[1], values=[2]),
            "reload",
            ["$.values[0]: what is stored is not what the run gave: the run has 1, storage has 2"],
        ),
        (
            TOUCHED,
            "untouched",
            ['$: the step changed what is not its own: thread "b" has another head'],
        ),
    ],
)
def test_each_check_speaks_up(seen, name, told):
    """Where LangGraph got it wrong, the check fails the step at its line and says how."""
    found = check_step(seen, HERE)
    assert [f"{each.path}: {each.message}" for each in found] == told
    assert {(each.expectation, each.outcome, each.place) for each in found} == {
        (name, "failed", HERE)
    }


def test_a_finding_of_a_check_is_whole():
    """Both sides are told, and whether there is an actual one."""
    assert check_step(Observation(live={"a": 1}, values={}), HERE) == (
        Finding(
            expectation="reload",
            path="$.values.a",
            expected=1,
            actual=None,
            absent=True,
            outcome="failed",
            place=HERE,
            message="what is stored is not what the run gave: the run has 1, storage has nothing "
            "there",
        ),
    )


@pytest.mark.parametrize(
    "seen",
    [
        Observation(),
        Observation(answers=(answer("as_given"), answer("unknown"))),
        Observation(checkpoints=(made("c2"),), made="c2", head="c2"),
        Observation(head="c9"),
        Observation(live={"a": 1}, values={"a": 1.0, "b": 2}),
        Observation(
            live={"messages": [{"role": "user", "content": "x", "id": "1"}]},
            values={"messages": [{"role": "user", "content": "x", "id": "2"}]},
        ),
        Observation(live={"a": 1}, values={"a": 2}, raises=BOOM),
        Observation(live={"a": 1}, values={"a": 2}, refused=NO),
    ],
    ids=[
        "nothing",
        "heard",
        "head",
        "moves no head",
        "the same",
        "ids given on reading",
        "raised",
        "refused",
    ],
)
def test_the_checks_are_silent_where_all_is_well(seen):
    """What is as it should be, and what cannot be known, is not spoken of."""
    assert check_step(seen, HERE) == ()


@pytest.mark.parametrize("seen", [STALE, MOVED, TOUCHED])
def test_a_graph_that_raised_excuses_no_other_check(seen):
    """An answer may be lost and a head moved in a step that raised as expected."""
    found = check_step(seen, HERE)
    fields = {name: getattr(seen, name) for name in ("answers", "checkpoints", "made", "head")}
    raised = Observation(**fields, touched=seen.touched, raises=BOOM)
    assert check_step(raised, HERE) == found != ()


@pytest.mark.parametrize(
    ("seen", "name"),
    [(STALE, "stale_resume"), (MOVED, "head"), (LOST, "reload"), (TOUCHED, "untouched")],
)
def test_a_check_is_as_loud_as_wanted(seen, name):
    """`warn` tells without failing; `ignore` tells nothing; other checks stay as they were."""
    warned = check_step(seen, HERE, loudness={name: "warn"})
    assert {each.outcome for each in warned} == {"warned"}
    assert check_step(seen, HERE, loudness={name: "ignore"}) == ()
    others = dict.fromkeys(set(DEFAULT_LOUDNESS) - {name}, "ignore")
    assert check_step(seen, HERE, loudness=others) == check_step(seen, HERE)


def test_many_differences_are_told_together():
    """The first ten one by one, the rest by where they are."""
    numbers = {f"n{n}": n for n in range(12)}
    found = check_step(Observation(live=numbers, values=dict.fromkeys(numbers, -1)), HERE)
    assert len(found) == 11
    assert found[-1].message == (
        "more of what is stored is not what the run gave: $.values.n10 and $.values.n11"
    )


@pytest.mark.parametrize(
    ("answers", "expected", "outcome", "message"),
    [
        ((answer("otherwise"),), True, "passed",
         'stale answer: human was given "2+2" and heard "1+1"'),
        ((answer("otherwise"),), False, "failed",
         'stale answer: human was given "2+2" and heard "1+1"'),
        ((answer("as_given"),), True, "failed",
         "every answer was heard as given; expected a stale one"),
        ((answer("as_given"),), False, "passed", "no answer was stale"),
        ((), True, "failed", "no answer was given or heard in this step; expected a stale one"),
        ((answer("unknown"),), True, "failed",
         "LangGraph does not show what human heard; expected a stale answer"),
        ((answer("unknown"),), False, "passed", "no answer was stale"),
    ],
)  # fmt: skip
def test_a_stale_resume_can_be_pinned(answers, expected, outcome, message):
    """`true` holds where an answer went astray, `false` where none did; the check itself is
    silent then, in both."""
    seen, entries = Observation(answers=answers), [("stale_resume", written(expected))]
    (finding,) = judge(entries, seen)
    assert (finding.outcome, finding.message) == (outcome, message)
    assert check_step(seen, HERE, entries) == ()


def test_a_branch_that_leaves_a_question_open_is_warned_of():
    """The question is named by its address."""
    (finding,) = check_end(Observation(interrupts=(waiting(), waiting("sub/ask", 7))), HERE)
    assert finding == Finding(
        expectation="left_open",
        path="$.interrupts",
        expected=[],
        actual=[{"path": "review", "value": "Publish?"}, {"path": "sub/ask", "value": 7}],
        outcome="warned",
        place=HERE,
        message='the branch ends while "review" ("Publish?") and "sub/ask" (7) wait for an '
        "answer: give one, or expect it with interrupts",
    )


@pytest.mark.parametrize(
    ("seen", "entries"),
    [
        (Observation(), []),
        (Observation(interrupts=(waiting(),)), [("interrupts", [])]),
        (Observation(interrupts=(waiting(),)), [("paths", {"$.interrupts[0].value": "?"})]),
        (Observation(interrupts=(waiting(),)), [("subgraphs", {"sub": {"interrupts": []}})]),
        (Observation(interrupts=(waiting(),), raises=BOOM), []),
        (Observation(interrupts=(waiting(),), refused=NO), []),
    ],
    ids=["none", "interrupts", "paths", "subgraphs", "raised", "refused"],
)
def test_a_question_that_the_last_step_speaks_of_is_not_left_open(seen, entries):
    """An expectation on interrupts is enough; so is an end that came by error."""
    assert check_end(seen, HERE, [(key, written(data)) for key, data in entries]) == ()


@pytest.mark.parametrize(
    "entries",
    [
        [("values", {"interrupts": 1})],
        [("next", ["review"])],
        [("paths", {"$.values": {}})],
        [("subgraphs", {"sub": {"next": []}})],
        [("subgraphs", {"sub": {"$present": True}})],
    ],
)
def test_other_expectations_leave_it_open(entries):
    """They do not look at the question."""
    seen = Observation(interrupts=(waiting(),))
    entries = [(key, written(data)) for key, data in entries]
    assert len(check_end(seen, HERE, entries)) == 1
    (failed,) = check_end(seen, HERE, entries, {"left_open": "fail"})
    assert failed.outcome == "failed"
    assert check_end(seen, HERE, entries, {"left_open": "ignore"}) == ()


DATA = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | st.text(max_size=2),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
    max_leaves=8,
)
CHANNELS = st.dictionaries(st.sampled_from("abc"), DATA)


@given(CHANNELS, CHANNELS)
def test_reload_speaks_exactly_where_a_channel_differs(live, stored):
    """Whatever the state is; channels that the run did not give do not count."""
    found = check_step(Observation(live=live, values=stored), HERE)
    restricted = {key: part for key, part in stored.items() if key in live}
    assert (found == ()) is alike(live, restricted)
