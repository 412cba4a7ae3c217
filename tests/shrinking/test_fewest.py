"""The fewest parts that still do it."""

from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.shrinking.moments import in_one_line, with_steps, without_branches
from scenario_runner.shrinking.pieces import below, fewest, texts, without


@given(st.integers(0, 40), st.data())
def test_what_is_needed_is_left_and_nothing_else(count, data):
    """Where each needed part is needed by itself, just these are found."""
    needed = data.draw(st.sets(st.sampled_from(range(count)))) if count else set()
    left = fewest(range(count), lambda kept: needed <= set(kept))
    assert left == sorted(needed)


@given(st.integers(1, 30), st.data())
def test_no_single_part_of_the_rest_can_be_taken_out(count, data):
    """Also where parts stand in for each other."""
    pairs = data.draw(st.lists(st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))))

    def fails(kept):
        return all(one in kept or other in kept for one, other in pairs)

    left = fewest(range(count), fails)
    assert fails(left)
    for part in left:
        assert not fails([other for other in left if other != part])


def test_parts_are_named_by_where_they_stand():
    """By depth, and taken out together."""
    data = {"a": [{"b": "x"}, {"c": "y"}]}
    assert list(below(data, 2)) == [("a", 0), ("a", 1)]
    assert without(data, frozenset({("a", 0), ("a", 1, "c")})) == {"a": [{}]}
    assert list(texts(data)) == [(("a", 0, "b"), "x"), (("a", 1, "c"), "y")]


STORY = {
    "steps": [{"id": "one", "invoke": {}}, {"resume": 1}, {"id": "three", "resume": 2}],
    "branches": {
        "b": {"from": "three", "steps": [{"id": "x", "resume": 3, "at": "one"}, {"id": "y"}]},
        "c": {"from": "b/x", "steps": [{"expect": {}}]},
        "d": {"from": {"in": "three", "branch": "main"}, "steps": []},
    },
}


def test_what_referred_to_a_step_refers_to_the_one_before_it():
    """Which gets its name where it has none."""
    kept = with_steps(STORY, "main", (0, 1))
    assert kept["steps"] == [{"id": "one", "invoke": {}}, {"id": "three", "resume": 1}]
    assert kept["branches"]["b"]["from"] == "three"
    kept = with_steps(STORY, "main", (0,))
    assert (kept["branches"]["b"]["from"], kept["branches"]["d"]["from"]["in"]) == ("one", "one")


def test_without_a_step_before_it_a_branch_starts_where_its_own_did():
    """Or at the very start."""
    assert with_steps(STORY, "b", (1,))["branches"]["c"]["from"] == "three"
    assert with_steps(STORY, "main", ())["branches"]["b"]["from"] == "start"


def test_a_branch_goes_with_what_starts_from_it():
    """Nothing is left in the air."""
    assert list(without_branches(STORY, frozenset({"b"}))["branches"]) == ["d"]
    assert "branches" not in without_branches(STORY, frozenset({"b", "d"}))


def test_a_branch_can_be_told_in_one_line():
    """What led to it, and its own steps; one of a branch only once that is in line."""
    told = in_one_line(STORY, "b")
    assert told == {"steps": [*STORY["steps"], *STORY["branches"]["b"]["steps"]]}
    assert in_one_line(STORY, "c") is None
