"""Conditions on versions, and expected failures."""

from __future__ import annotations

import pytest

from scenario_runner.judge.conditions import expected_failure, holds
from scenario_runner.language.model import ExpectFailure, When

INSTALLED = {"langgraph": "1.2.22", "python": "3.11.9", "odd": "not-a-version", "early": "1.1rc1"}


@pytest.mark.parametrize(
    ("package", "specifier", "expected"),
    [
        ("langgraph", ">=1.1.7", True),
        ("langgraph", "<1.1", False),
        ("langgraph", ">=1.1.7,<2", True),
        ("langgraph", "==1.2.*", True),
        ("langgraph", "!=1.2.22", False),
        ("langgraph", "~=1.2.11", True),
        ("python", ">=3.11", True),
        ("python", "<3.10", False),
        ("early", "<1.1", False),  # PEP 440: a pre-release of 1.1 is not before 1.1
        ("early", "<1.1.1", True),
        ("early", ">=1.1", False),
        ("absent", ">=0", False),
        ("absent", "<1", False),
        ("odd", ">=0", False),
    ],
)
def test_a_condition_holds_by_the_installed_version(package, specifier, expected):
    """A package that is not installed fits no condition, whatever it asks."""
    assert holds(When(package=package, specifier=specifier), INSTALLED.get) is expected


def test_no_condition_always_holds():
    """A reason alone is enough."""
    assert holds(None, INSTALLED.get)


@pytest.mark.parametrize(
    ("outcome", "strict", "lax"),
    [
        ("passed", "xpassed", "passed"),
        ("failed", "xfailed", "xfailed"),
        ("error", "xfailed", "xfailed"),
        ("skipped", "skipped", "skipped"),
        ("xfailed", "xfailed", "xfailed"),
        ("xpassed", "xfailed", "xfailed"),
    ],
)
def test_an_expected_failure_turns_the_outcome(outcome, strict, lax):
    """Errors are covered too; a pass is a failure if strict; what did not run stays skipped."""
    assert expected_failure(outcome, ExpectFailure(reason="#6663"), INSTALLED.get) == strict
    expected = ExpectFailure(reason="#6663", strict=False)
    assert expected_failure(outcome, expected, INSTALLED.get) == lax


def test_an_expected_failure_whose_condition_does_not_hold_changes_nothing():
    """So does none at all."""
    elsewhere = ExpectFailure(reason="old", when=When(package="langgraph", specifier="<1"))
    for outcome in ("passed", "failed", "error", "skipped", "xfailed", "xpassed"):
        assert expected_failure(outcome, elsewhere, INSTALLED.get) == outcome
        assert expected_failure(outcome, None, INSTALLED.get) == outcome
