"""What an expectation would have to say: then it holds."""

from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.engine.observation import Observation, PendingInterrupt
from scenario_runner.judge.amends import Amend, Leave, amends
from scenario_runner.judge.judge import judge
from scenario_runner.language.as_written import as_written
from scenario_runner.language.edit import Replace
from scenario_runner.language.edit_data import applied
from scenario_runner.language.value import Places, Value
from scenario_runner.matching.match import matches
from scenario_runner.problem import Place

PLACES = Places(values={(): Place(file="f", line=1, column=1)})
names = st.sampled_from(["a", "b", "c", "$x", "{{ y }}", "role", "content"])
scalars = st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "{{ b }}", "$c"])
data = st.recursive(
    scalars,
    lambda part: st.lists(part, max_size=3) | st.dictionaries(names, part, max_size=3),
    max_leaves=8,
)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["a", "b"]),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from("abc"), part, max_size=3)
    ),
    max_leaves=8,
)
nodes = st.lists(st.sampled_from("abc"), max_size=3)


@given(data)
def test_what_came_is_written_so_that_it_holds(actual):
    """Templates and what looks like a matcher included."""
    assert matches(as_written(actual), actual)


def amended(key, written, seen):
    for said in amends(key, written, seen):
        if isinstance(said, Amend):
            written = applied(written, Replace(pointer=said.way, data=said.data))
    return written


def holds(key, written, seen):
    told = judge([(key, Value(data=written, places=PLACES))], seen)
    return all(finding.outcome == "passed" for finding in told)


@settings(max_examples=300, deadline=None)
@given(plain, plain)
def test_values_hold_afterwards(written, actual):
    """But for a channel that the state does not have, which is told."""
    seen = Observation(values=actual)
    told = list(amends("values", written, seen))
    left = [said for said in told if isinstance(said, Leave)]
    assert holds("values", amended("values", written, seen), seen) or left
    assert all("no such key" in said.why for said in left)
    if holds("values", written, seen):
        assert told == []


@settings(max_examples=300, deadline=None)
@given(nodes, nodes)
def test_next_and_interrupts_hold_afterwards(written, actual):
    """Whatever their order; what holds is not touched."""
    asked = tuple(PendingInterrupt(node=n, path=n, address=n, value=n) for n in actual)
    seen = Observation(next=tuple(actual), interrupts=asked)
    told = {"next": written, "interrupts": [{"node": node} for node in written]}
    for key, expected in told.items():
        after = amended(key, expected, seen)
        assert holds(key, after, seen)
        assert after == expected or not holds(key, expected, seen)


@settings(max_examples=300, deadline=None)
@given(st.lists(nodes.filter(bool), max_size=3), st.lists(nodes.filter(bool), max_size=3))
def test_visited_holds_afterwards(written, actual):
    """Supersteps in order, what ran together in any order."""
    seen = Observation(visited=tuple(tuple(each) for each in actual))
    after = amended("visited", written, seen)
    assert holds("visited", after, seen)
    assert after == written or not holds("visited", written, seen)
