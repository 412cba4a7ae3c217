"""A question answered again: as a branch, and in the thread by each strategy."""

import pytest
from journeys import QUESTIONS
from travelling import NEWEST, WAYS, ending, last, play

ASKED = [pytest.param(journey, id=str(journey)) for journey in QUESTIONS]


@pytest.mark.parametrize("journey", ASKED)
def test_a_branch_is_as_a_new_conversation(tmp_path, journey):
    """A branch ends as a new conversation would, and runs nothing again."""
    branch = {"from": journey.at, "steps": [journey.act]}
    step = last(play(tmp_path, journey.graph, journey.steps, branches={"b": branch}), "b")
    assert ending(step) == journey.ending
    assert step.observation.executions == journey.ran
    assert {each.heard for each in step.observation.answers} <= {"as_given", "unknown"}


@pytest.mark.parametrize("journey", ASKED)
def test_auto_is_exact_or_refuses(tmp_path, journey):
    """`auto` ends as a new conversation would, or says why it cannot and what can."""
    step = last(play(tmp_path, journey.graph, [*journey.steps, {"at": journey.at, **journey.act}]))
    if step.error is not None:
        assert step.error.kind == "refused"
        assert "a branch is a copy of the whole storage" in step.error.hint
        way = "refused"
    else:
        assert ending(step) == journey.ending
        assert {each.heard for each in step.observation.answers} <= {"as_given", "unknown"}
        way = step.observation.travel.via
    if NEWEST:
        assert way == journey.auto


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("journey", ASKED)
def test_a_way_asked_for_is_right_where_the_table_says_so(tmp_path, journey, way):
    """A way that is not exact ends elsewhere, and says so where an answer went astray."""
    if not NEWEST:
        pytest.skip("which ways are exact depends on LangGraph; the table is of the newest")
    back = {"at": journey.at, "via": way, **journey.act}
    step = last(play(tmp_path, journey.graph, [*journey.steps, back]))
    assert (ending(step) == journey.ending) is (way in journey.right), ending(step)
    if way not in journey.right:
        assert any(each.heard in {"never", "otherwise"} for each in step.observation.answers)
