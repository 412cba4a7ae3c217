"""`ui`: the versions of a message that a chat UI lets one choose from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from scenario_runner.engine.observation import HistoryState
from scenario_runner.judge.chat_views import Version, View, assistant_ui, use_stream
from scenario_runner.language.value import Data
from scenario_runner.matching.look import ABSENT, Leaf, Look
from scenario_runner.matching.match import leaves
from scenario_runner.matching.say import listed, show
from scenario_runner.matching.selector import SelectionFault, Wanted, pick

DEFAULT_LIMIT = 10
"""States that chat UIs load unless asked otherwise."""

_VIEWS = {"use_stream": use_stream, "assistant_ui": assistant_ui}


def ui(look: Look, history: Sequence[HistoryState] | None) -> Iterator[Leaf]:
    """One or several `{message, as, limit, branches, index}`; `history` is the whole thread's,
    and `limit` cuts it."""
    if history is None:
        yield look.faulty("the history of the thread was not read")
    elif isinstance(look.expected, list):
        for number, entry in enumerate(look.expected):
            yield from _entry(look.part(number, entry, ABSENT), history)
    else:
        yield from _entry(look, history)


def _entry(look: Look, history: Sequence[HistoryState]) -> Iterator[Leaf]:
    entry = look.expected
    wanted = _wanted(entry.get("message")) if isinstance(entry, dict) else None
    if wanted is None:
        yield look.faulty(f"{show(entry)} names no message")
        return
    kind, limit = entry.get("as", "use_stream"), entry.get("limit", DEFAULT_LIMIT)
    if kind not in _VIEWS:
        yield look.faulty(f"{show(kind)} is no chat UI; there are {listed(list(_VIEWS))}")
        return
    if not isinstance(limit, int) or isinstance(limit, bool) or limit < 1:
        yield look.faulty(f"limit must be a whole number from 1 on, not {show(limit)}")
        return
    loaded = sorted(history, key=lambda state: -state.order)[:limit]
    view: View = _VIEWS[kind](loaded)
    try:
        at = pick(view.messages, wanted)
    except SelectionFault as fault:
        yield look.unmet(f"{kind} shows no such message: {fault.message}; {fault.hint}")
        return
    yield from _judged(look, view.versions[at], f"{kind} shows {_told(view, at)}")


def _wanted(message: Data) -> Wanted | None:
    selector = message if isinstance(message, dict) else {"nth": message}
    parts = {key: selector.get(key) for key in ("role", "id", "content", "nth")}
    nth = parts["nth"]
    if isinstance(nth, bool) or not isinstance(nth, int | None):
        return None
    return Wanted(**parts) if any(part is not None for part in parts.values()) else None


def _told(view: View, at: int) -> str:
    message, version = view.messages[at], view.versions[at]
    content = message.get("content") if isinstance(message, dict) else message
    return f"{show(content, 40)} as {version.index} of {version.count}"


def _judged(look: Look, version: Version, shown: str) -> Iterator[Leaf]:
    asked = {
        key: actual
        for key, actual in (("branches", version.count), ("index", version.index))
        if key in look.expected
    }
    if not asked:
        yield look.met(shown)
    for key, actual in asked.items():
        for leaf in leaves(look.part(key, look.expected[key], actual)):
            told = shown if leaf.met else f"{leaf.message}: {shown}"
            yield replace(leaf, message=told)
