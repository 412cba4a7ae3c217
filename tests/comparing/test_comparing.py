"""Two runs compared: the one thing that changed is named first; the same run twice is the same."""

import json
import sys
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[1] / "report"))  # where the sample results live
import sample

from scenario_runner.comparing.cases import compare_branches, compare_cases
from scenario_runner.comparing.model import RunChange
from scenario_runner.comparing.runs import compare_runs
from scenario_runner.engine.observation import (
    AnswerTold,
    CheckpointMade,
    Observation,
    PendingInterrupt,
    Raised,
)
from scenario_runner.results.codec import encode

TEXTS = st.text(alphabet="abcdefgh ", min_size=1, max_size=8)


def message(role, content, id_):
    calls = {"tool_calls": []} if role == "assistant" else {}
    return {"role": role, "content": content, "name": None, "id": id_, **calls}


def conversation(texts, run):
    """Steps of a chat that asks after each turn; `run` makes what differs from run to run."""
    talk, steps = [], []
    for turn, (asked, said) in enumerate(texts):
        new = [
            message("user", f"{turn} {asked}", f"u{turn}-{run}"),
            message("assistant", f"{turn} {said}", f"lc_run--{run}-{turn}"),
        ]
        talk = [*talk, *new]
        seen = Observation(
            values={"messages": talk, "turn": turn, "nested": {"list": [turn, {"deep": said}]}},
            output={"turn": turn},
            messages=tuple(new),
            last_message=new[-1],
            next=("human",),
            interrupts=(
                PendingInterrupt(node="human", path="human", address="human", value=f"{turn}?"),
            ),
            answers=(AnswerTold(path="human", given=asked, heard="as_given"),) if turn else (),
            visited=("agent", ("left", "right"), "human"),
            executions={"agent": 1, "left": 1, "right": 1, "human": 1},
            checkpoints=tuple(
                CheckpointMade(
                    id=f"{run}-{2 * turn + n}",
                    parent=f"{run}-{2 * turn + n - 1}" if turn or n else None,
                    source="loop" if n else "input",
                    step=2 * turn + n,
                    next=("human",) if n else ("agent",),
                )
                for n in range(2)
            ),
            events=(
                {"mode": "messages", "node": "agent", "path": "agent", "text": said, "chunks": run},
            ),
            duration=0.1 * run,
        )
        steps.append(
            sample.step(
                id=f"turn{turn}" if turn % 2 else f"#{turn + 1}",
                act="resume" if turn else "invoke",
                given=asked,
                observation=seen,
                duration=0.2 * run,
            )
        )
    return tuple(steps)


def whole(steps, outcome="passed", **changes):
    case = sample.case(branches=(sample.branch(steps=steps, outcome=outcome),), outcome=outcome)
    return sample.results(replace(case, duration=len(steps) / 7, **changes), outcome=outcome)


def _content(seen):
    *before, last = seen.messages
    new = {**last, "content": "other words"}
    talk = [*seen.values["messages"][:-1], new]
    values = {**seen.values, "messages": talk}
    return replace(seen, messages=(*before, new), last_message=new, values=values)


MUTATIONS = {
    "$.values.turn": lambda seen: replace(seen, values={**seen.values, "turn": -1}),
    "$.values.nested.list[1].deep": lambda seen: replace(
        seen, values={**seen.values, "nested": {"list": [seen.values["turn"], {"deep": 0}]}}
    ),
    "$.values.more": lambda seen: replace(seen, values={**seen.values, "more": True}),
    "$.messages[1].content": _content,
    "$.output.turn": lambda seen: replace(seen, output={"turn": "1"}),
    "$.next[0]": lambda seen: replace(seen, next=("agent",)),
    "$.interrupts[0].value": lambda seen: replace(
        seen, interrupts=(replace(seen.interrupts[0], value={"question": "?"}),)
    ),
    "$.visited[2]": lambda seen: replace(seen, visited=seen.visited[:2]),
    "$.executions.agent": lambda seen: replace(seen, executions={**seen.executions, "agent": 2}),
    "$.raises": lambda seen: replace(
        seen, raises=Raised(type="E", qualified="m.E", message="broken", traceback="at 0x1234567")
    ),
    "$.checkpoints[1].source": lambda seen: replace(
        seen, checkpoints=(seen.checkpoints[0], replace(seen.checkpoints[1], source="fork"))
    ),
    "$.events.agent[0].text": lambda seen: replace(
        seen, events=({**seen.events[0], "text": "streamed otherwise"},)
    ),
}


@settings(deadline=None, max_examples=60)
@given(
    texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=1, max_size=6),
    path=st.sampled_from(sorted(MUTATIONS)),
    data=st.data(),
)
def test_the_one_change_is_the_first_difference(texts, path, data):
    """Whatever part of whatever step is other in the second run, it is named, with its step."""
    at = data.draw(st.integers(0, len(texts) - 1))
    before, after = conversation(texts, 1), list(conversation(texts, 2))
    after[at] = replace(after[at], observation=MUTATIONS[path](after[at].observation))
    (case,) = compare_runs(whole(before), whole(tuple(after))).cases
    (branch,) = case.branches
    step, part = branch.conversation.first
    assert (case.kind, step.left, step.right) == ("changed", *[f"main/{before[at].id}"] * 2)
    assert (part.path, len(branch.conversation.steps)) == (path, 1)


@settings(deadline=None, max_examples=40)
@given(texts=st.lists(st.tuples(TEXTS, TEXTS), max_size=6))
def test_the_same_run_twice_shows_nothing(texts):
    """Ids, times and what is streamed in other pieces are no difference."""
    change = compare_runs(whole(conversation(texts, 1)), whole(conversation(texts, 2)))
    assert change == RunChange(environment=(), cases=(), same=1)


@settings(deadline=None, max_examples=40)
@given(
    texts=st.lists(st.tuples(TEXTS, TEXTS), min_size=2, max_size=6),
    data=st.data(),
)
def test_a_step_that_is_gone_is_the_first_difference(texts, data):
    """A step that one side does not have is told as such, not as a difference of all others."""
    before = conversation(texts, 1)
    at = data.draw(st.integers(0, len(texts) - 1))
    after = [step for number, step in enumerate(conversation(texts, 2)) if number != at]
    (case,) = compare_runs(whole(before), whole(tuple(after))).cases
    gone = [s for s in case.branches[0].conversation.steps if s.right is None]
    assert [one.left for one in gone] == [f"main/{before[at].id}"]
    assert gone[0].parts[0].said == "before has this step, after has not"


def test_messages_are_aligned_by_what_they_say():
    """A message more stands alone; those after it stay beside their twins of other ids."""
    before = conversation([("a", "b"), ("c", "d")], 1)
    after = list(conversation([("a", "b"), ("c", "d")], 2))
    more = message("assistant", "by the way", "x")
    seen = after[0].observation
    after[0] = replace(after[0], observation=replace(seen, messages=(*seen.messages, more)))
    (case,) = compare_runs(whole(before), whole(tuple(after))).cases
    pairs = case.branches[0].conversation.messages
    assert [pair.alike for pair in pairs] == [True, True, False, True, True]
    assert (pairs[2].left, pairs[2].right) == (None, more)


def test_kinds_of_cases():
    """Newly failing, fixed, flaky, come and gone are told apart, in the order of the new run."""
    ends = [("passed", "failed"), ("error", "passed"), ("passed", "flaky"), ("passed", "skipped")]
    cases = [
        [
            sample.case(id=f"f::{n}", scenario=f"{n}", branches=(), outcome=o)
            for n, o in enumerate(side)
        ]
        for side in zip(*ends, strict=True)
    ]
    gone, came = (
        sample.case(id=f"f::{name}", scenario=name, branches=()) for name in ("gone", "new")
    )
    change = compare_runs(sample.results(gone, *cases[0]), sample.results(*cases[1], came))
    kinds = ["newly_failing", "fixed", "flaky", "changed", "added", "removed"]
    assert [case.kind for case in change.cases] == kinds
    assert [case.id for case in change.of_kind("removed")] == ["f::gone"]


def test_a_branch_that_newly_fails_in_a_case_that_failed():
    """It is newly failing though the case was bad before; the branch that always failed is not."""
    bad, good = (
        sample.branch(name=name, outcome=o) for name, o in (("a", "failed"), ("b", "passed"))
    )
    before = sample.case(branches=(bad, good), outcome="failed")
    after = sample.case(branches=(bad, replace(good, outcome="error")), outcome="error")
    change = compare_cases(before, after)
    assert (change.kind, [(one.name, one.kind) for one in change.branches]) == (
        "newly_failing",
        [("b", "newly_failing")],
    )


def test_a_branch_says_where_its_difference_comes_from():
    """What differs already before a branch is named as the likely cause."""
    before = sample.RICH
    main, *others = before.branches
    changed = replace(main.steps[0].observation, values={"draft": "Coffee"})
    steps = (replace(main.steps[0], observation=changed), *main.steps[1:])
    change = compare_cases(before, replace(before, branches=(replace(main, steps=steps), *others)))
    assert [(one.name, one.follows) for one in change.branches] == [("main", None)]
    rejected = next(one for one in others if one.name == "rejected")
    seen = replace(rejected.steps[0].observation, values={"draft": "Coffee too"})
    later = replace(rejected, steps=(replace(rejected.steps[0], observation=seen),))
    branches = (replace(main, steps=steps), later, *others[1:])
    change = compare_cases(before, replace(before, branches=branches))
    told = [(one.name, one.follows) for one in change.branches]
    assert told == [("main", None), ("rejected", f"main/{main.steps[0].id}")]


def test_what_the_scenario_ignores_is_no_difference():
    """`ignore` of either run holds for both."""
    before = conversation([("a", "b")], 1)
    after = conversation([("a", "b")], 2)
    seen = replace(after[0].observation, values={**after[0].observation.values, "turn": 7})
    after = (replace(after[0], observation=seen),)
    assert compare_runs(whole(before), whole(after)).cases
    assert not compare_runs(whole(before), whole(after, ignore=("$.values.turn",))).cases


def test_a_file_that_moved_is_the_same_case():
    """A run from another folder has other paths; the names say which case it is."""
    one = sample.case(id="a/b/x.scenario.yaml::n", file="a/b/x.scenario.yaml", scenario="n")
    other = sample.case(id="b/x.scenario.yaml::n", file="b/x.scenario.yaml", scenario="n")
    assert compare_runs(sample.results(one), sample.results(other)).is_same


def test_two_branches_of_a_case():
    """Their shared steps do not differ; the first difference is where they part."""
    talk = compare_branches(sample.RICH, "main", "rejected")
    step, part = talk.first
    assert (step.left, step.right) == ("main/approved", "rejected/#1")
    assert (part.facet, part.path) == ("sent", "$.sent.given.approve")


def test_everything_becomes_json():
    """The changes of two runs are plain data."""
    changed = replace(sample.RICH, branches=sample.RICH.branches[:2], outcome="passed")
    change = compare_runs(sample.EVERYTHING, sample.results(changed))
    data = encode(change, RunChange, lambda value: value)
    assert json.loads(json.dumps(data))["cases"][0]["kind"] == "fixed"
