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
from scenario_runner.plan.operations import InvokeCall


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
    """Whether each answer was heard by its own question, once, as it was given."""
    script, step, made = judged.scope.script, judged.talk.step, judged.talk.call
    keys = {expectation.key for expectation in step.expect}
    if not isinstance(written, bool):
        raise NotSaid("a matcher on it")
    if "raises" in keys or not judged.hears:
        raise NotSaid("LangGraph shows no answers there")
    if not isinstance(made, InvokeCall) or (not judged.answers and step.at is not None):
        raise NotSaid("the step gives no answer")
    known = "known"
    if step.via == "direct":
        target = judged.talk.moment(step.at) if step.at is not None else None
        known = "{}" if target is None else f"WAITING[{text(target.key)}]"
    answers = listed(judged.answers)
    told = call(script.use("astray"), "saver.heard", "waiting", answers, known)
    wanted = script.helper("not_", "[]") if written else "[]"
    yield from judged.check("stale_resume, what went astray", told, wanted)
