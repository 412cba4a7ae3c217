"""Pairing against trying every way there is."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.matching.pairing import in_order, one_to_one

TABLES = st.integers(0, 4).flatmap(
    lambda right: st.lists(
        st.lists(st.booleans(), min_size=right, max_size=right), min_size=1, max_size=4
    )
)


def most(table, ways):
    """The most pairs that fit among the given ways to pair rows with columns."""
    return max(sum(table[i][j] for i, j in way) for way in ways)


def all_ways(rows, columns, choose):
    size = min(rows, columns)
    for left in combinations(range(rows), size):
        for right in choose(range(columns), size):
            yield list(zip(left, right, strict=True))


@given(TABLES)
def test_one_to_one_finds_the_largest_pairing(table):
    """No other way pairs more, every pair fits, and no column is taken twice."""
    rows, columns = len(table), len(table[0])
    pairs = one_to_one(rows, columns, lambda i, j: table[i][j])
    assert all(table[i][j] for i, j in pairs.items())
    assert len(set(pairs.values())) == len(pairs)
    assert len(pairs) == most(table, all_ways(rows, columns, permutations))


@given(TABLES)
def test_in_order_finds_the_longest_pairing_without_crossings(table):
    """No other way that keeps both orders pairs more."""
    rows, columns = len(table), len(table[0])
    pairs = in_order(rows, columns, lambda i, j: table[i][j])
    assert all(table[i][j] for i, j in pairs.items())
    assert list(pairs) == sorted(pairs)
    assert list(pairs.values()) == sorted(set(pairs.values()))
    fitting = [(i, j) for i in range(rows) for j in range(columns) if table[i][j]]
    longest = max(
        (
            size
            for size in range(min(rows, columns) + 1)
            for way in combinations(fitting, size)
            if all(a < c and b < d for (a, b), (c, d) in pairwise(way))
        ),
        default=0,
    )
    assert len(pairs) == longest


def test_a_large_pairing_asks_no_more_than_each_pair_once():
    """Things in reverse order are paired without deep recursion."""
    asked = []

    def fits(i, j):
        asked.append((i, j))
        return i + j == 299

    assert one_to_one(300, 300, fits) == {i: 299 - i for i in range(300)}
    assert len(asked) == len(set(asked))
