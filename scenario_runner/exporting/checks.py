"""Expectations as checks of a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from scenario_runner.exporting.expected import NotSaid, expected
from scenario_runner.exporting.needs import Conversation
from scenario_runner.exporting.paths import way
from scenario_runner.exporting.script import Scope, Script
from scenario_runner.exporting.text import (
    Source,
    call,
    comment,
    flat,
    lines,
    listed,
    literal,
    mapping,
    text,
)
from scenario_runner.exporting.watch import check_lines, keys_of, looked_at, paths_of
from scenario_runner.language.jsonpath import compile_path
from scenario_runner.language.model import Expectation, Save, Step
from scenario_runner.language.value import Data
from scenario_runner.matching.match import is_matcher
from scenario_runner.plan.watch import begins


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A step that was played, and what its checks are made of."""

    talk: Conversation
    scope: Scope
    config: str
    """The expression of the thread's config."""
    answers: tuple[Source, ...]
    """What the step answered."""
    is_refused: bool = False
    own: Mapping[str, Source] = field(default_factory=dict)
    """By reference: the functions of the user's own."""
    streams: bool = False
    """What the step streamed is known, as `events`."""
    stores: bool = False
    """The graph has a store."""

    @property
    def where(self) -> str:
        """The step's name as a literal."""
        return text(self.talk.now.key)

    def check(self, what: str, actual: Source, wanted: Source) -> Iterator[str]:
        """One check, as lines of a function."""
        use = self.scope.script.use("check")
        yield from lines("", call(use, self.where, text(what), actual, wanted), indent=4)


WATCHED = {"visited", "executions", "check"}
"""Expectations that look at the bodies that ran."""
STATELESS = {
    "raises",
    "refused",
    "stale_resume",
    "duration",
    "ui",
    "snapshot",
    "output",
    "executions",
    "visited",
    "events",
    "store",
}
"""Expectations that do not look at the state afterwards."""


def looks_at_state(step: Step) -> bool:
    """Whether anything of a step is judged by the state afterwards, or kept of it."""
    keys = keys_of(step) - STATELESS - {"paths"}
    return bool(keys) or not {begins(path) for path in paths_of(step)} <= STATELESS


def checks(expectation: Expectation, judged: Judged) -> Iterator[str]:
    """The lines of one expectation; a comment where it cannot be checked."""
    written = expectation.value.data
    if expectation.key in {"raises", "refused"}:  # made where the act stands
        return
    try:
        yield from _CHECKS.get(expectation.key, _never)(written, judged)
    except NotSaid as fault:
        reason = _WHY_NOT.get(expectation.key, str(fault))
        told = f"Not checked: {expectation.key}, expected {_shown(written)} ({reason})."
        yield from comment(told, 4)


def _never(written: Data, judged: Judged) -> Iterator[str]:  # noqa: ARG001  # as all others
    """An expectation that plain LangGraph has nothing to judge by."""
    raise NotSaid("plain LangGraph does not show it")
    yield


def _shown(written: Data) -> str:
    told = flat(literal(written))
    return told if len(told) <= 200 else told[:197] + "..."


_WHY_NOT = {
    "ui": "it is about a chat UI",
    "duration": "it is about this machine",
    "snapshot": "none was stored when this was exported",
    "calls": "stand-ins of a script do not count",
}


def _values(written: Data, judged: Judged) -> Iterator[str]:
    yield from judged.check("values", "state.values", expected(written, judged.scope))


def _output(written: Data, judged: Judged) -> Iterator[str]:
    yield from judged.check("output", "output", expected(written, judged.scope))


def _messages(written: Data, judged: Judged) -> Iterator[str]:
    script = judged.scope.script
    given: list[Source] = ["before", "state"]
    told = call(script.use("new_messages"), *given, **_channel(judged))
    yield from judged.check("messages", told, expected(written, judged.scope))


def _channel(judged: Judged) -> dict[str, Source]:
    channel = judged.scope.script.messages
    return {} if channel == "messages" else {"channel": text(channel)}


def _last_message(written: Data, judged: Judged) -> Iterator[str]:
    script = judged.scope.script
    none = written is None or written == {"$absent": True}
    wanted = listed([] if none else [expected(written, judged.scope)])
    channel = text(script.messages)
    actual = f"state.values.get({channel}, [])[-1:]"
    yield from judged.check("last_message", actual, wanted)


def _next(written: Data, judged: Judged) -> Iterator[str]:
    yield from judged.check("next", "state.next", _in_any_order(written, judged.scope))


def _in_any_order(written: Data, scope: Scope) -> Source:
    if isinstance(written, list) and len(written) > 1:
        return scope.script.helper("unordered", expected(written, scope))
    return expected(written, scope)


def _interrupts(written: Data, judged: Judged) -> Iterator[str]:
    asked = f"{judged.scope.script.use('pending')}(state)"
    yield from judged.check("interrupts", asked, _in_any_order(written, judged.scope))


def _visited(written: Data, judged: Judged, around: str = "") -> Iterator[str]:
    script = judged.scope.script
    wanted = expected(written, judged.scope)
    if isinstance(written, list) and not is_matcher(written):
        wanted = listed(_superstep(part, judged.scope) for part in written)
    told = call(script.use("visited"), "ran", *([text(around)] if around else []))
    yield from judged.check(f"visited{' in ' * bool(around)}{around}", told, wanted)


def _superstep(written: Data, scope: Scope) -> Source:
    if not isinstance(written, list):
        return expected(written, scope)
    if len(written) == 1:
        return expected(written[0], scope)
    return scope.script.helper("unordered", expected(written, scope))


def _executions(written: Data, judged: Judged) -> Iterator[str]:
    if not isinstance(written, dict) or is_matcher(written):
        raise NotSaid("a matcher on all nodes")
    names = [text(name) for name in written]
    told = call(judged.scope.script.use("executions"), "ran", *names)
    yield from judged.check("executions", told, expected(written, judged.scope))


def _checkpoints(written: Data, judged: Judged) -> Iterator[str]:
    if not isinstance(written, dict) or is_matcher(written):
        raise NotSaid("a matcher on all of it")
    scope = judged.scope
    for key, part in written.items():
        if key == "added":
            yield from judged.check("checkpoints.added", "len(made)", expected(part, scope))
        elif key == "sources":
            told = '[each.metadata["source"] for each in made]'
            yield from judged.check("checkpoints.sources", told, expected(part, scope))
        else:
            yield from _parent(part, judged)


def _parent(written: Data, judged: Judged) -> Iterator[str]:
    script = judged.scope.script
    told = f"[{script.use('parent_of')}(each) for each in made[:1]]"
    if written is None:
        yield from judged.check("checkpoints.parent", told, "[None]")
        return
    parent = judged.talk.parent(written)
    if parent is None:
        raise NotSaid(f"no step is called {written}")
    where = f"{script.use('checkpoint_of')}(AT[{text(parent.key)}])"
    yield from judged.check("checkpoints.parent", told, listed([where]))


def _events(written: Data, judged: Judged) -> Iterator[str]:
    told = looked_at(written, judged.talk.now.perform.watch)
    yield from judged.check("events", told, expected(written, judged.scope))


def _store(written: Data, judged: Judged) -> Iterator[str]:
    told = f"await {judged.scope.script.use('stored')}(graph)"
    yield from judged.check("store", told, _in_any_order(written, judged.scope))


def _check(written: Data, judged: Judged) -> Iterator[str]:
    script = judged.scope.script
    named: dict[str, Source] = {**_channel(judged)}
    if judged.streams:
        named["events"] = "events"
    if judged.stores:
        named["store"] = f"await {script.use('stored')}(graph)"
    observation = call(script.use("observed"), "before", "state", "output", "ran", **named)
    yield from check_lines(written, judged.own, judged.where, observation, script)


def _subgraphs(written: Data, judged: Judged) -> Iterator[str]:
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
            yield from _visited(part["visited"], judged, path)


def _paths(written: Data, judged: Judged) -> Iterator[str]:
    if not isinstance(written, dict):
        raise NotSaid("a matcher on the whole observation")
    for path, part in written.items():
        try:
            told, singular = reached(path, judged.scope.script)
            wanted = expected(part, judged.scope)
        except NotSaid as fault:
            yield from comment(f"Not checked: {path} ({fault}).", 4)
            continue
        if singular:
            wanted = listed([] if part == {"$absent": True} else [wanted])
        yield from judged.check(path, told, wanted)


def reached(path: str, script: Script) -> tuple[Source, bool]:
    """What a JSONPath on the observation reaches, as a list, and whether it can be one value
    at most. Raises NotSaid."""
    name, steps = way(path, script)
    if name not in _ROOTS:
        raise NotSaid(f"{name} is not to be had of plain LangGraph")
    helper, root = _ROOTS[name]
    if helper:
        script.use(helper)
    plain = f"{script.use('plain')}({root})"
    return call(script.use("find"), plain, *steps), compile_path(path).singular


_ROOTS: Mapping[str, tuple[str, str]] = {
    "values": ("", "state.values"),
    "output": ("", "output"),
    "next": ("", "state.next"),
    "interrupts": ("pending", "pending(state)"),
    "messages": ("new_messages", "new_messages(before, state)"),
    "subgraphs": ("subgraphs", "subgraphs(state)"),
    "events": ("", "events"),
    "store": ("stored", "await stored(graph)"),
}
"""The parts of an observation that a script has: the helper, and the expression."""


def raised(written: Data, judged: Judged) -> Iterator[str]:
    """The checks of an error that is called `error`, as lines of an `except`."""
    given = {"type": written} if isinstance(written, str) else written
    if not isinstance(given, dict) or is_matcher(given):
        return
    for key, part in given.items():
        told: Source = "str(error)"
        wanted = expected(part, judged.scope)
        if key == "type":
            dotted = isinstance(part, str) and "." in part.removeprefix("builtins.")
            told = "type(error).__name__"
            told = 'f"{type(error).__module__}.{type(error).__qualname__}"' if dotted else told
            if isinstance(part, str):
                wanted = text(part.removeprefix("builtins."))
        use = judged.scope.script.use("check")
        check = call(use, judged.where, text(f"raises.{key}"), told, wanted)
        yield from lines("", check, indent=8)


def _stale(written: Data, judged: Judged) -> Iterator[str]:
    script = judged.scope.script
    if not judged.answers or not isinstance(written, bool):
        raise NotSaid("the step gives no answer")
    given = [call(script.use("contains"), call(script.use("plain"), a)) for a in judged.answers]
    heard: Source = given[0] if len(given) == 1 else script.helper("all_of", *given)
    wanted = script.helper("not_", heard) if written else heard
    yield from judged.check("stale_resume, what interrupt() gave", "saver.heard", wanted)


_CHECKS: Mapping[str, Callable[[Data, Judged], Iterator[str]]] = {
    "values": _values,
    "output": _output,
    "messages": _messages,
    "last_message": _last_message,
    "next": _next,
    "interrupts": _interrupts,
    "visited": _visited,
    "executions": _executions,
    "checkpoints": _checkpoints,
    "subgraphs": _subgraphs,
    "events": _events,
    "store": _store,
    "check": _check,
    "paths": _paths,
    "stale_resume": _stale,
}


def saved(save: Save, judged: Judged) -> Iterator[str]:
    """The line that keeps a part of what was seen under a name."""
    name = judged.scope.names[save.name].removesuffix("[]")
    try:
        told, singular = reached(save.path, judged.scope.script)
    except NotSaid as fault:
        yield from comment(f"Not saved: {save.name} ({fault}).", 4)
        return
    yield from lines(f"{name} = ", told, "[0]" if singular else "", indent=4)
