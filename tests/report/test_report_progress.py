"""The line that says how far a run has come."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.report.progress import Progress, progress_line


@pytest.mark.parametrize(
    ("progress", "line"),
    [
        (Progress(total=7), "0/7 done"),
        (Progress(total=7, done=7, left=3.0), "7/7 done"),
        (Progress(total=1200, done=1000, bad=2), "1,000/1,200 done, 2 failed"),
        (
            Progress(total=7, done=1, left=42.4, running={"a::A": 3.2, "b::B": 61.0}),
            "1/7 done, about 42 s left: b::B (1 min 1 s) and 1 more",
        ),
        (Progress(total=7, running={"a::A": 0.1}), "0/7 done: a::A (1 s)"),
    ],
)
def test_it_tells(progress, line):
    """What has ended, what went wrong, what is left, and who takes longest."""
    assert progress_line(progress, 100) == line


def columns(text):
    """What a terminal needs for it, as its own tables say."""
    wide = sum(unicodedata.east_asian_width(one) in "WF" for one in text)
    return len(text) + wide - sum(map(bool, map(unicodedata.combining, text)))


def test_a_name_in_wide_letters_takes_two_columns_for_each():
    """Longer lines would break, and what is below the break is not wiped."""
    progress = Progress(total=7, running={"見積もりの承認.scenario.yaml::見積もりの承認": 1.0})
    assert progress_line(progress, 30) == "0/7 done: 見積もりの承… (1 s)"


def test_a_narrow_terminal_gets_the_numbers():
    """Names are cut first, then left out."""
    progress = Progress(total=7, done=1, running={"scenarios/long/name.scenario.yaml::Long": 1.0})
    assert progress_line(progress, 40) == "1/7 done: scenarios/long/name.sce… (1 s)"
    assert progress_line(progress, 20) == "1/7 done"
    assert progress_line(progress, 5) == "1/7 …"


@given(
    st.builds(
        Progress,
        total=st.integers(0, 10**6),
        done=st.integers(0, 10**6),
        bad=st.integers(0, 10**6),
        running=st.dictionaries(st.text(max_size=50), st.floats(0, 10**5), max_size=3),
        left=st.none() | st.floats(0, 10**6),
    ),
    st.integers(1, 200),
)
def test_it_fits_any_terminal(progress, width):
    """On one line, whatever the names hold."""
    line = progress_line(progress, width)
    assert columns(line) <= width
    assert "\n" not in line
    assert "\x1b" not in line
