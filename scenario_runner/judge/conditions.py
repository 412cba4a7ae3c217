"""Conditions on versions, and what an expected failure makes of an outcome."""

from __future__ import annotations

from collections.abc import Callable

from scenario_runner.judge.verdict import Outcome
from scenario_runner.language.model import ExpectFailure, When

VersionOf = Callable[[str], str | None]
"""The version of an installed package, or of `python`; None where it is not installed."""


def holds(when: When | None, version_of: VersionOf) -> bool:
    """Whether the condition holds; none always does.

    A package that is not installed, or whose version is not one, fits no condition.
    As PEP 440 has it, 1.1rc1 is older than 1.1, and yet not `<1.1`.
    """
    if when is None:
        return True
    version = version_of(when.package)
    if version is None:
        return False
    from packaging.specifiers import (  # noqa: PLC0415  # few scenarios have a condition
        InvalidSpecifier,
        SpecifierSet,
    )
    from packaging.version import InvalidVersion, Version  # noqa: PLC0415  # as above

    try:
        return SpecifierSet(when.specifier).contains(Version(version), prereleases=True)
    except (InvalidSpecifier, InvalidVersion):
        return False


def expected_failure(
    outcome: Outcome, expect_failure: ExpectFailure | None, version_of: VersionOf
) -> Outcome:
    """The outcome of a branch or case that may be expected to fail: errors count as failures,
    and passing where a failure is expected is a failure of its own if strict."""
    if expect_failure is None or not holds(expect_failure.when, version_of):
        return outcome
    match outcome:
        case "failed" | "error" | "xpassed":
            return "xfailed"
        case "passed":
            return "xpassed" if expect_failure.strict else "passed"
        case "flaky" | "xfailed" | "skipped":
            return outcome
