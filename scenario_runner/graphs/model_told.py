"""What was overheard in one branch, as plain data."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import SecretStr

from scenario_runner.graphs.factory import described
from scenario_runner.graphs.model_call import Call
from scenario_runner.graphs.model_heard import DETAILS, Detail, Heard, HeardCall
from scenario_runner.graphs.model_names import Names
from scenario_runner.graphs.model_recorder import Recorder
from scenario_runner.graphs.model_said import CannotSay, reply_of
from scenario_runner.language.model import Graph


async def heard(recorder: Recorder, graph: Graph) -> Heard:
    """All calls so far, each with the name of its model. A call that is a part of another
    model's is left out where that one has a name: it will not be made again."""
    if not recorder.calls:
        return Heard()
    names = Names(graph)
    targets: dict[int, str] = {}
    for call in recorder.calls:
        if id(call.model) not in targets:
            proxy = recorder.proxy_of(call.model)
            targets[id(call.model)] = await names.of(call.model, proxy)
    last = recorder.tick()
    return Heard(
        calls=tuple(
            _told(call, targets[id(call.model)], last)
            for call in recorder.calls
            if not any(targets[id(each.model)] for each in _around(call))
        ),
        keys=tuple(sorted(set(_keys(call.model for call in recorder.calls)))),
    )


def _around(call: Call) -> Iterator[Call]:
    if call.around is not None:
        yield call.around
        yield from _around(call.around)


def _told(call: Call, target: str, last: int) -> HeardCall:
    unsaid = None
    said: dict[Detail, Any] = {}
    try:
        said = {detail: reply_of(call, detail) for detail in DETAILS}
    except CannotSay as reason:
        unsaid = str(reason)
    return HeardCall(
        target=target,
        model=described(call.model),
        node=call.prompt.address,
        task=call.task,
        supersteps=call.supersteps,
        begun=call.begun,
        ended=call.ended if call.ended is not None else last,
        last=call.prompt.last,
        prompt=call.prompt.whole,
        said=said,
        unsaid=unsaid,
    )


def _keys(models: Iterable[Any]) -> Iterator[str]:
    """The environment variables whose values the models have for secrets."""
    held = {id(model): model for model in models}.values()
    values = [part for model in held for part in list(vars(model).values())]
    secrets = {part.get_secret_value() for part in values if isinstance(part, SecretStr)}
    yield from (name for name, value in os.environ.items() if value and value in secrets)
