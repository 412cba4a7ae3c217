"""Checks of the state that a step has reached."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.run_checks import visited
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, listed, mapping, text
from scenario_runner.language.value import Data
from scenario_runner.matching.match import is_matcher


def values(written: Data, judged: Judged) -> Iterator[str]:
    """The values of the state."""
    yield from judged.check("values", "state.values", expected(written, judged.scope))


def output(written: Data, judged: Judged) -> Iterator[str]:
    """What the call gave back."""
    yield from judged.check("output", "output", expected(written, judged.scope))


def messages(written: Data, judged: Judged) -> Iterator[str]:
    """The messages that the step has added."""
    script = judged.scope.script
    given: list[Source] = ["before", "state"]
    told = call(script.use("new_messages"), *given, **judged.channel)
    yield from judged.check("messages", told, expected(written, judged.scope))


def last_message(written: Data, judged: Judged) -> Iterator[str]:
    """The last message of the conversation, as a list of one or none."""
    script = judged.scope.script
    none = written is None or written == {"$absent": True}
    wanted = listed([] if none else [expected(written, judged.scope)])
    channel = text(script.messages)
    actual = f"state.values.get({channel}, [])[-1:]"
    yield from judged.check("last_message", actual, wanted)


def next_nodes(written: Data, judged: Judged) -> Iterator[str]:
    """The nodes that run next."""
    yield from judged.check("next", "state.next", _in_any_order(written, judged.scope))


def _in_any_order(written: Data, scope: Scope) -> Source:
    if isinstance(written, list) and len(written) > 1:
        return scope.script.helper("unordered", expected(written, scope))
    return expected(written, scope)


def interrupts(written: Data, judged: Judged) -> Iterator[str]:
    """The questions that are open."""
    asked = f"{judged.scope.script.use('pending')}(state)"
    yield from judged.check("interrupts", asked, _in_any_order(written, judged.scope))


def subgraphs(written: Data, judged: Judged) -> Iterator[str]:
    """The state inside of subgraphs, and what ran there."""
    script, scope = judged.scope.script, judged.scope
    if not isinstance(written, dict) or is_matcher(written):
        raise NotSaid("a matcher on all of it")
    for path, part in written.items():
        if not isinstance(part, dict) or is_matcher(part):
            raise NotSaid("a matcher on a subgraph")
        stands = {key: each for key, each in part.items() if key != "visited"}
        if stands:
            wanted = mapping(
                (key, _in_any_order(each, scope))
                if key in {"next", "interrupts"}
                else (key, expected(each, scope))
                for key, each in stands.items()
            )
            told = f"{script.use('subgraphs')}(state)"
            yield from judged.check("subgraphs", told, mapping([(path, wanted)]))
        if "visited" in part:
            yield from visited(part["visited"], judged, path)


def store(written: Data, judged: Judged) -> Iterator[str]:
    """The items of the store."""
    told = f"await {judged.scope.script.use('stored')}(graph)"
    yield from judged.check("store", told, _in_any_order(written, judged.scope))
