"""A call made with a witness at hand: what it streamed, what it raised, what was seen."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, assert_never

from langchain_core.runnables import RunnableConfig

from scenario_runner.engine.observation import Raised
from scenario_runner.engine.prepare import StepFault
from scenario_runner.engine.server import ServerFault
from scenario_runner.engine.server_raised import ServerRaised
from scenario_runner.engine.streamed import Streamed
from scenario_runner.engine.witness import Witness
from scenario_runner.engine.world import World
from scenario_runner.graphs.errors import InlineFault, user_traceback
from scenario_runner.graphs.model_play import ScriptFault
from scenario_runner.language.value import Data


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """The graph is run on an input."""

    input: Any
    keywords: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Update:
    """The state is updated."""

    values: Any
    as_node: str | None


@dataclass(kw_only=True, slots=True)
class Ran:
    """What came of a call."""

    witness: Witness
    streamed: Streamed
    live: Any = None
    """The output as the graph gave it last; None where it gave none."""
    next: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Checkpoint id -> the nodes to run next, of subgraphs too."""
    raised: Raised | None = None
    duration: float = 0.0
    """Seconds."""
    calls: dict[str, tuple[dict[str, Data], ...]] = field(default_factory=dict)
    """Target -> the arguments of each call that its stand-in answered."""


async def run(
    world: World, config: RunnableConfig, doing: Run | Update, modes: Iterable[str] = ()
) -> Ran:
    """Make a call. `modes`: what is kept of its stream besides `custom`.

    What the graph raises is told, not raised; a fault of the file in an inline graph, or in a
    patch, is raised as StepFault.
    """
    world.ledger.begin()
    witness = Witness(positions=world.memory.positions)
    kept = frozenset({"custom", *modes})
    ran = Ran(witness=witness, streamed=Streamed(witness=witness, modes=kept))
    witnesses = world.storage.saver.witnesses
    witnesses.append(ran.witness)
    began = time.perf_counter()
    try:
        await _call_telling(world, RunnableConfig(**{**config, "callbacks": [witness]}), doing, ran)
    finally:
        witnesses.remove(ran.witness)
        ran.duration = time.perf_counter() - began
    if (swallowed := world.ledger.fault) is not None:
        raise StepFault(swallowed.message, swallowed.hint, swallowed.place) from swallowed
    ran.calls = world.ledger.calls()
    if world.models is not None and (unheard := world.models.fault) is not None:
        raise StepFault(unheard.message, unheard.hint, unheard.place)
    return ran


async def _call_telling(
    world: World, config: RunnableConfig, doing: Run | Update, ran: Ran
) -> None:
    """Make the call; what the graph raises is told in `ran`. Raises StepFault."""
    try:
        await _call(world, config, doing, ran)
    except (InlineFault, ScriptFault) as fault:
        raise StepFault(fault.message, fault.hint, fault.place) from fault
    except ServerFault:
        raise
    except ServerRaised as error:
        ran.raised = error.raised
    except Exception as error:  # noqa: BLE001  # whatever a graph raises is its own affair
        ran.raised = told(error)
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        ran.raised = told(error)
    except (SystemExit, KeyboardInterrupt, GeneratorExit):
        raise  # they are meant for the process, and it answers them
    except BaseException as error:  # noqa: BLE001  # what pytest.fail raises is one, for example
        ran.raised = told(error)


_ALWAYS: Final = ("values", "checkpoints", "tasks", "custom")
"""Modes of the stream that change nothing; `tasks` tells who is at it, of `custom`."""


async def _call(world: World, config: RunnableConfig, doing: Run | Update, ran: Ran) -> None:
    match doing:
        case Update(values=values, as_node=as_node):
            await world.app.aupdate_state(config, values, as_node=as_node)
        case Run(input=sent, keywords=keywords):
            modes: list[Any] = [*_ALWAYS, *sorted(ran.streamed.modes.difference(_ALWAYS))]
            stream = world.app.astream(
                sent,
                _anywhere(config),
                stream_mode=modes,
                subgraphs=True,
                **keywords,
            )
            part: Any
            async for part in stream:
                namespace, mode, payload = part
                if mode == "checkpoints":
                    _take_next(ran, payload)
                elif mode == "values" and not namespace:
                    ran.live = payload
                ran.streamed.take(namespace, mode, payload)
        case _:
            assert_never(doing)


def _anywhere(config: RunnableConfig) -> RunnableConfig:
    """Updates want a namespace beside a checkpoint; runs do not, and before LangGraph 1.2 tell
    each node of a subgraph that one instead of its own."""
    configurable = {k: v for k, v in config["configurable"].items() if k != "checkpoint_ns"}
    return RunnableConfig(**{**config, "configurable": configurable})


def _take_next(ran: Ran, payload: Any) -> None:
    configurable = (payload.get("config") or {}).get("configurable", {})
    if (checkpoint := configurable.get("checkpoint_id")) is not None:
        ran.next[checkpoint] = tuple(payload["next"])


def told(error: BaseException) -> Raised:
    """An exception as facts."""
    kind = type(error)
    return Raised(
        type=kind.__name__,
        qualified=f"{kind.__module__}.{kind.__qualname__}",
        message=_message(error),
        traceback=user_traceback(error),
    )


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  # an exception whose text raises is still an exception
        return f"<{type(error).__name__} whose text raises>"
