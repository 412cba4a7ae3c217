"""What is sent to a server: inputs, commands and configs as its API has them."""

from __future__ import annotations

from typing import Any, Final

from langchain_core.runnables import RunnableConfig
from langgraph.types import Command

from scenario_runner.engine.server import ServerFault

_OURS: Final = ("thread_id", "checkpoint_id", "checkpoint_ns")


def place_in(config: RunnableConfig) -> Any:
    """The checkpoint that is named, as a server wants it; None: the head."""
    found = config["configurable"].get("checkpoint_id")
    return None if found is None else {"checkpoint_id": found}


def configuration_for(config: RunnableConfig) -> Any:
    """What is the caller's own of a config; None for nothing."""
    told: dict[str, Any] = {}
    own = {key: part for key, part in config["configurable"].items() if key not in _OURS}
    if own:
        told["configurable"] = own
    if "recursion_limit" in config:
        told["recursion_limit"] = config["recursion_limit"]
    return told or None


def input_for(sent: Any) -> dict[str, Any]:
    """What is sent. Raises ServerFault for what would not arrive: a client leaves out null."""
    if not isinstance(sent, Command):
        return {"input": sent}
    told = {"resume": sent.resume, "update": sent.update, "goto": sent.goto or None}
    command = {key: part for key, part in told.items() if part is not None}
    if not command:
        message = "a server takes no command that answers null, and would go on without an answer"
        raise ServerFault(message, "answer with resume, which goes by id")
    return {"command": command}
