"""Expectations as checks of a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from scenario_runner.exporting import observed, run_checks, state_checks
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.text import comment, flat, literal
from scenario_runner.exporting.watch import keys_of, parts_of
from scenario_runner.language.model import Expectation, Step
from scenario_runner.language.value import Data

WATCHED = {"visited", "executions", "check"}
"""Expectations that look at the bodies that ran."""
STATELESS = {
    "raises", "refused", "stale_resume", "duration", "ui", "snapshot", "output", "executions",
    "visited", "events", "store",
}  # fmt: skip
"""Expectations that do not look at the state afterwards."""


def looks_at_state(step: Step) -> bool:
    """Whether anything of a step is judged by the state afterwards, or kept of it."""
    keys = keys_of(step) - STATELESS - {"paths"}
    return bool(keys) or not parts_of(step) <= STATELESS


def checks(expectation: Expectation, judged: Judged) -> Iterator[str]:
    """The lines of one expectation; a comment where it cannot be checked."""
    written = expectation.value.data
    if expectation.key in {"raises", "refused"}:  # made where the act stands
        return
    why = "plain LangGraph does not show it"
    try:
        if (check := _CHECKS.get(expectation.key)) is not None:
            yield from check(written, judged)
            return
    except NotSaid as fault:
        why = str(fault)
    reason = _WHY_NOT.get(expectation.key, why)
    yield from comment(f"Not checked: {expectation.key}, expected {_shown(written)} ({reason}).", 4)


def _shown(written: Data) -> str:
    told = flat(literal(written))
    return told if len(told) <= 200 else told[:197] + "..."


_WHY_NOT = {
    "ui": "it is about a chat UI",
    "duration": "it is about this machine",
    "snapshot": "none was stored when this was exported",
    "calls": "stand-ins of a script do not count",
}


_CHECKS: Mapping[str, Callable[[Data, Judged], Iterator[str]]] = {
    "values": state_checks.values,
    "output": state_checks.output,
    "messages": state_checks.messages,
    "last_message": state_checks.last_message,
    "next": state_checks.next_nodes,
    "interrupts": state_checks.interrupts,
    "subgraphs": state_checks.subgraphs,
    "store": state_checks.store,
    "visited": run_checks.visited,
    "executions": run_checks.executions,
    "checkpoints": run_checks.checkpoints,
    "events": run_checks.events,
    "stale_resume": run_checks.stale_resume,
    "paths": observed.paths,
    "check": observed.own_check,
}
