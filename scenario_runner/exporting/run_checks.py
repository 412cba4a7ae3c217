"""Checks of what a step's run did: the bodies that ran, its checkpoints, its stream, its error."""

from __future__ import annotations

from collections.abc import Iterator

from scenario_runner.exporting.expected import expected
from scenario_runner.exporting.judged import Judged
from scenario_runner.exporting.limits import NotSaid
from scenario_runner.exporting.script import Scope
from scenario_runner.exporting.text import Source, call, lines, listed, text
from scenario_runner.exporting.watch import looked_at
from scenario_runner.language.value import Data
from scenario_runner.matching.match import is_matcher


def visited(written: Data, judged: Judged, around: str = "") -> Iterator[str]:
    """The nodes that ran, of the subgraph `around` where one is said."""
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


def executions(written: Data, judged: Judged) -> Iterator[str]:
    """How often the bodies of nodes were begun."""
    if not isinstance(written, dict) or is_matcher(written):
        raise NotSaid("a matcher on all nodes")
    names = [text(name) for name in written]
    told = call(judged.scope.script.use("executions"), "ran", *names)
    yield from judged.check("executions", told, expected(written, judged.scope))


def checkpoints(written: Data, judged: Judged) -> Iterator[str]:
    """The checkpoints that the step has made."""
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


def events(written: Data, judged: Judged) -> Iterator[str]:
    """What was streamed."""
    told = looked_at(written, judged.talk.now.perform.watch)
    yield from judged.check("events", told, expected(written, judged.scope))


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


def stale_resume(written: Data, judged: Judged) -> Iterator[str]:
    """What `interrupt()` gave: the answers, or anything else where a stale one is expected."""
    script = judged.scope.script
    if not judged.answers or not isinstance(written, bool):
        raise NotSaid("the step gives no answer")
    given = [call(script.use("contains"), call(script.use("plain"), a)) for a in judged.answers]
    heard: Source = given[0] if len(given) == 1 else script.helper("all_of", *given)
    wanted = script.helper("not_", heard) if written else heard
    yield from judged.check("stale_resume, what interrupt() gave", "saver.heard", wanted)
