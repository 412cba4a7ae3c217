"""What holds of matching for any data."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from scenario_runner.engine.normal import normal
from scenario_runner.engine.observation import Observation
from scenario_runner.judge.judge import judge
from scenario_runner.language.value import Places, Value
from scenario_runner.matching.match import matches
from scenario_runner.problem import Place

KEYS = st.text(max_size=4) | st.sampled_from(["$not", "$equals", "$gt", "role", "content", "a"])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
)
DATA = st.recursive(
    SCALARS,
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(KEYS, parts, max_size=4),
    max_leaves=12,
).map(normal)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "a", "ab"]),
    lambda parts: (
        st.lists(parts, max_size=3) | st.dictionaries(st.sampled_from("abc"), parts, max_size=3)
    ),
    max_leaves=8,
)
NAMES = st.sampled_from(
    [
        *("$equals", "$not", "$any_of", "$all_of", "$contains", "$matches", "$type", "$length"),
        *("$gt", "$gte", "$lt", "$lte", "$approx", "$absent", "$present", "$unordered", "$each"),
        *("$literal", "$schema", "$unknown"),
    ]
)
EXPECTED = st.recursive(
    PLAIN | st.sampled_from(["string", "message", "[", "a+"]),
    lambda parts: (
        st.lists(parts, max_size=3)
        | st.dictionaries(st.sampled_from("abc"), parts, max_size=3)
        | st.dictionaries(NAMES, parts, min_size=1, max_size=2)
        | st.dictionaries(NAMES | st.sampled_from("abc"), parts, max_size=2)
    ),
    max_leaves=8,
)


def written(data):
    return Value(data=data, places=Places(values={(): Place(file="f", line=1, column=1)}))


@given(DATA)
def test_everything_matches_itself_as_a_literal(data):
    """Data is what it is, whatever its keys look like."""
    assert matches({"$literal": data}, data)
    assert matches({"$equals": {"$literal": data}}, data)


@given(PLAIN, PLAIN)
def test_not_inverts(expected, actual):
    """`$not` holds just where its argument does not."""
    assert matches({"$not": expected}, actual) is not matches(expected, actual)


@given(PLAIN, PLAIN)
def test_equals_is_narrower_than_a_plain_match(expected, actual):
    """What has no further keys matches in part as well, and equals both ways only if the same."""
    for one in (actual, expected):  # two that are drawn are seldom the same
        if matches({"$equals": expected}, one):
            assert matches(expected, one)
            assert matches({"$equals": one}, expected)
    assert matches({"$equals": expected}, expected)


@given(st.lists(PLAIN, max_size=5), st.randoms(use_true_random=False))
def test_unordered_does_not_mind_the_order(items, random):
    """Any order of the same items matches, however much some of them match others' partners."""
    shuffled = random.sample(items, len(items))
    assert matches({"$unordered": shuffled}, items)
    assert not matches({"$unordered": shuffled}, [*items, "one more"])


@given(st.lists(PLAIN, max_size=4), st.lists(PLAIN, max_size=4))
def test_any_and_all_are_what_they_say(alternatives, actual):
    """`$any_of` and `$all_of` are the `or` and the `and` of their alternatives."""
    each = [matches(part, actual) for part in alternatives]
    assert matches({"$any_of": alternatives}, actual) is any(each)
    assert matches({"$all_of": alternatives}, actual) is all(each)


@settings(max_examples=300)
@given(st.sampled_from([*Observation.__dataclass_fields__, "paths", "odd"]), EXPECTED, DATA)
def test_the_judge_never_raises(key, expected, actual):
    """Whatever is expected of whatever there is, the judge has findings, and JSON can hold them."""
    seen = Observation(values=actual, output=actual, last_message=actual, messages=(actual,))
    findings = judge([(key, written(expected))], seen)
    assert findings
    for finding in findings:
        json.dumps([finding.expected, finding.actual])
        assert finding.message
        assert finding.place is not None
