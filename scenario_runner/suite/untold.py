"""What `--verify` says besides differences: branches that cannot be told, and the sum."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from scenario_runner.judge.verdict import Finding, remark
from scenario_runner.problem import Place
from scenario_runner.results.model import Results


def untold(reason: str, place: Place | None = None) -> Finding:
    """A branch that could not be told as a new conversation: counted, never passed unseen."""
    message = f"cannot be told as a new conversation: {reason}"
    return remark("verify", "warned", message, place)


def of_branch(name: str, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings with the branch they are about."""
    return tuple(replace(f, message=f"branch {name}: {f.message}") for f in findings)


def verified_text(results: Results) -> str:
    """How many branches were told again, how many differ, and how many could not be told."""
    findings = [f for case in results.cases for f in case.findings if f.expectation == "verify"]
    same = sum(finding.outcome == "passed" for finding in findings)
    different = len({f.message.partition(":")[0] for f in findings if f.outcome == "failed"})
    untold_count = sum(finding.outcome == "warned" for finding in findings)
    return (
        f"verified: {same} as in a new conversation, {different} different, "
        f"{untold_count} that cannot be told"
    )
