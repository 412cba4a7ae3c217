"""What models said, sorted by where it is written: at the top, or in a branch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from scenario_runner.frozen import frozen
from scenario_runner.graphs.model_heard import Detail, Heard, HeardCall
from scenario_runner.language.value import Data
from scenario_runner.language.words import quoted
from scenario_runner.suite.case import Case
from scenario_runner.suite.model_entries import CannotTellApart, entries_of
from scenario_runner.suite.model_text import CannotRead, Line


@frozen
class Told:
    """What the models of one case said, branch by branch."""

    case: Case
    heard: Mapping[str, Heard]

    @property
    def calls(self) -> list[HeardCall]:
        """All of them."""
        return [call for heard in self.heard.values() for call in heard.calls]


def lines_of(told: Iterable[Told], detail: Detail) -> list[Line]:
    """The scripts to be written. Raises CannotRead."""
    variants: dict[tuple[str, str], list[list[HeardCall]]] = {}
    for each in told:
        for branch in each.case.scenario.branches:
            owner = "" if branch.name == "main" else branch.name
            if branch.row is not None:
                owner = branch.name.rpartition("[")[0]
            for target, calls in _by_target(each.heard.get(branch.name, Heard())).items():
                variants.setdefault((owner, target), []).append(calls)
    return [
        Line(branch=owner, target=target, entries=tuple(_entries(owner, target, sharing, detail)))
        for (owner, target), sharing in variants.items()
    ]


def _by_target(heard: Heard) -> dict[str, list[HeardCall]]:
    found: dict[str, list[HeardCall]] = {}
    for call in heard.calls:
        if call.target:
            found.setdefault(call.target, []).append(call)
    return found


def _entries(owner: str, target: str, sharing: list[list[HeardCall]], detail: Detail) -> list[Data]:
    where = f" in the branch {quoted(owner)}" if owner else ""
    for call in (call for calls in sharing for call in calls):
        if call.unsaid is not None:
            raise CannotRead(f"a call of the model {target}{where} {call.unsaid}")
    try:
        return entries_of(sharing, detail)
    except CannotTellApart:
        why = "the rows that share its replies" if len(sharing) > 1 else "calls side by side"
        message = f"the model {target} said different things to the same prompt{where}, and {why}"
        raise CannotRead(f"{message} cannot be told apart") from None


def unnamed(told: Iterable[Told]) -> Iterator[str]:
    """Models that nothing names, a sentence for each node that asked one."""
    calls = (call for each in told for call in each.calls if not call.target)
    for model, node in dict.fromkeys((call.model, call.node) for call in calls):
        asked = f", which the node {quoted(node)} asked," if node else ""
        yield (
            f"{model}{asked} has no replies: no target names it; keep it, or its class, "
            "where a module holds it"
        )
