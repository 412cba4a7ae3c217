"""Rules of a graph that a LangGraph server runs: where it is, and what cannot be asked of it.

What is told here is told before anything runs, at its line; nothing here connects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from scenario_runner.language.aims import aim
from scenario_runner.language.outline import Line, Outline
from scenario_runner.language.server_url import wrong_url
from scenario_runner.language.template import is_template
from scenario_runner.language.value import Value
from scenario_runner.language.words import quoted
from scenario_runner.problem import Problem

_ITS_OWN = "the graph runs in the server's process, out of reach of this one"
_OF_SCENARIO: Final[Mapping[str, tuple[str, str]]] = {
    "cassette": (_ITS_OWN, "record where the server runs"),
    "environment": (_ITS_OWN, "set it where the server is started"),
    "freeze_time": (_ITS_OWN, "take it out, and match times with $type or ignore"),
    "models": (_ITS_OWN, "start the server with scripted models of its own"),
    "patches": (_ITS_OWN, "start the server with stand-ins of its own"),
    "seed": (_ITS_OWN, "take it out"),
    "thread_from": (
        "a server takes no stored thread over",
        "run the graph itself by ref, or begin with the conversation's own steps",
    ),
}
_OF_GRAPH: Final[Mapping[str, tuple[str, str]]] = {
    "args": ("the server has made the graph already", "give config or context instead"),
    "store": ("the server has a store of its own", "take it out"),
}
_OF_EXPECT: Final[Mapping[str, tuple[str, str]]] = {
    "calls": (_ITS_OWN, "expect what the calls led to"),
    "stale_resume": (
        "a server does not tell what an interrupt() call returned",
        "expect what the answer led to",
    ),
    "store": (
        "a server has one store for all threads, so that none is a branch's own",
        "expect what the graph does with it",
    ),
}
_RELOAD = ("a server is not restarted from here", "look at the state by a step with expect alone")
_INSIDE = (
    "a server copies a thread as it stands, not as it stood in the middle of a call",
    "branch from a step; interrupt_before or interrupt_after end one where the branch leaves",
)
_NULL = (
    "a command on its way to a server loses an answer that is null",
    "answer with resume: null, which goes by the question's id",
)
_TOGETHER: Final = ("config", "context")
_BOTH = (
    "a server takes no call with both config and context",
    "give all of it in context, where the graph can read it there",
)


def check_server(root: Value, outline: Outline) -> Iterator[Problem]:
    """Problems of a scenario whose graph has a `url`, and of one that only speaks of it."""
    graph = root["graph"]
    if "url" not in graph.data:
        yield from _strays(graph)
        return
    yield from _address(root, graph)
    for owner, keys in ((root, _OF_SCENARIO), (graph, _OF_GRAPH)):
        yield from _refused(owner, keys)
    told = tuple(_both(graph, graph))
    yield from told
    for line in outline.lines.values():
        if line.branch is not None and isinstance(line.branch.data, dict) and not line.repeated:
            yield from _refused(line.branch, _OF_SCENARIO)
        if not line.repeated:
            yield from _inside(line)
            for step in line.steps:
                yield from _step(step)
                if not told:
                    yield from _both(graph, step)


def _strays(graph: Value) -> Iterator[Problem]:
    for key in ("assistant", "headers"):
        if key in graph.data:
            message = f"{quoted(key)} is of a graph on a server, and the graph has no url"
            hint = "add url: http://127.0.0.1:2024, or remove it"
            place = graph[key].key_place
            yield Problem(place=place, message=message, hint=hint, code="missing-key")


def _address(root: Value, graph: Value) -> Iterator[Problem]:
    url = graph.data["url"]
    if isinstance(url, str) and url and not is_template(url):
        wrong = wrong_url(url, str(root.data.get("network")))
        if wrong is not None:
            yield _problem(graph["url"], *wrong, code="graph-url")
    if "assistant" not in graph.data:
        message = "the graph has a url, but no assistant"
        hint = "name the graph, or the assistant's id, as assistant: agent"
        yield Problem(place=graph["url"].key_place, message=message, hint=hint, code="missing-key")


def _refused(owner: Value, keys: Mapping[str, tuple[str, str]]) -> Iterator[Problem]:
    for key, (why, hint) in keys.items():
        if key in owner.data and (keys is _OF_EXPECT or owner.data[key] not in (None, {}, [])):
            message = f"{quoted(key)} cannot be had of a graph on a server: {why}"
            place = owner[key].key_place
            yield Problem(place=place, message=message, hint=hint, code="server")


def _inside(line: Line) -> Iterator[Problem]:
    written = (
        line.branch["from"] if line.branch is not None and "from" in line.branch.data else None
    )
    aimed = aim(written) if written is not None else None
    if written is not None and aimed is not None and aimed.kind not in {"after", "start"}:
        why, hint = _INSIDE
        yield _problem(written, f"no branch can leave there: {why}", hint)


def _step(step: Value) -> Iterator[Problem]:
    if "reload" in step.data:
        why, hint = _RELOAD
        message = f'"reload" cannot be had of a graph on a server: {why}'
        yield Problem(place=step["reload"].key_place, message=message, hint=hint, code="server")
    command = step.data.get("command")
    if isinstance(command, dict) and "resume" in command and command["resume"] is None:
        yield _problem(step["command"]["resume"], *_NULL)
    if isinstance(step.data.get("expect"), dict):
        yield from _refused(step["expect"], _OF_EXPECT)


def _both(graph: Value, own: Value) -> Iterator[Problem]:
    """Values of `configurable` and a context for one call, some of which may be the graph's."""
    config, context = (
        next((one for one in (own, graph) if one.data.get(key)), None) for key in _TOGETHER
    )
    if config is None or context is None or (config is not own and context is not own):
        return
    why, hint = _BOTH
    key = "context" if context is own else "config"
    yield Problem(place=own[key].key_place, message=why, hint=hint, code="server")


def _problem(value: Value, message: str, hint: str, code: str = "server") -> Problem:
    return Problem(place=value.place, message=message, hint=hint, code=code)
