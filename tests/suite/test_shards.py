"""`--shard I/N`: each case in one shard, those of equal work, whatever the selection."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.suite.case import BrokenCase
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.shards import read_shard, shard_of


def cases(count):
    return [BrokenCase(file=f"{n}.scenario.yaml", problems=(), source="") for n in range(count)]


def ids(found):
    return [case.id for case in found]


seconds = st.dictionaries(
    st.integers(0, 30).map(lambda n: f"{n}.scenario.yaml"), st.floats(0, 1_000)
)


@given(st.integers(0, 30), st.integers(1, 12), seconds)
def test_each_case_is_in_one_shard(count, total, seconds):
    """In the order of the selection; all shards tell the same selection."""
    whole = cases(count)
    parts = [shard_of(whole, index, total, seconds) for index in range(1, total + 1)]
    assert sorted(case for part, _ in parts for case in ids(part)) == sorted(ids(whole))
    assert all(ids(part) == [one for one in ids(whole) if one in ids(part)] for part, _ in parts)
    assert {(s.total, s.selection, s.selected) for _, s in parts} == {
        (total, parts[0][1].selection, count)
    }
    assert [shard.index for _, shard in parts] == list(range(1, total + 1))


@given(st.integers(1, 30), st.integers(1, 6), st.data())
def test_no_shard_has_more_to_do_than_another_and_one_case(count, total, data):
    """The one that it got last would have gone elsewhere."""
    took = {case.id: data.draw(st.floats(0, 100)) for case in cases(count)}
    work = [
        sum(took[case] for case in ids(shard_of(cases(count), index, total, took)[0]))
        for index in range(1, total + 1)
    ]
    assert max(work) - min(work) <= max(took.values()) + 1e-6


def test_without_durations_they_have_as_many_cases():
    """Give or take one."""
    sizes = [len(shard_of(cases(20), index, 3, {})[0]) for index in (1, 2, 3)]
    assert sorted(sizes) == [6, 7, 7]


def test_another_selection_is_told_from_it():
    """Also one of as many cases."""
    told = {shard_of(part, 1, 2, {})[1].selection for part in (cases(3), cases(4), cases(4)[1:])}
    assert len(told) == 3


@pytest.mark.parametrize("text", ["", "1", "0/2", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1/2 "])
def test_what_is_no_shard_is_told(text):
    """With what to write."""
    with pytest.raises(UsageFault, match="is not a shard"):
        read_shard(text)


def test_a_shard_is_read():
    """From 1 to N."""
    assert read_shard("2/3") == (2, 3)
