"""What a chat model is asked: the messages, their texts, and the node that asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from langchain_core.messages import BaseMessage, SystemMessage
from langchain_core.runnables.config import ensure_config

from scenario_runner.frozen import frozen


@frozen
class Prompt:
    """One call of a model."""

    messages: Sequence[BaseMessage]
    address: str
    """The node that asks, with the nodes around it: `team/agent`; empty outside of graphs."""
    agent: str
    """The name of the agent that the node belongs to; empty where it has none."""
    names: frozenset[str]
    """The address, each part and each end of it, and the agent."""
    options: Mapping[str, Any]
    """What else the call was given: tools, a tool choice, a response format."""

    @property
    def last(self) -> str:
        """The text of the last message."""
        return text_of(self.messages[-1]) if self.messages else ""

    @property
    def whole(self) -> str:
        """The text of all messages, one below the other."""
        return "\n".join(map(text_of, self.messages))

    @property
    def system(self) -> str:
        """The text of the system messages."""
        return "\n".join(text_of(m) for m in self.messages if isinstance(m, SystemMessage))


def prompt_of(
    messages: Sequence[BaseMessage], run_manager: Any, options: Mapping[str, Any]
) -> Prompt:
    """The call as it is told to the model; `run_manager` may be None."""
    told = {**(ensure_config().get("metadata") or {}), **(getattr(run_manager, "metadata", {}))}
    address = _address(told)
    parts = address.split("/") if address else []
    ends = {"/".join(parts[begin:]) for begin in range(len(parts))}
    agent = str(told.get("lc_agent_name") or "")
    names = frozenset({*parts, *ends, *([agent] if agent else [])})
    return Prompt(messages=messages, address=address, agent=agent, names=names, options=options)


def _address(told: Mapping[str, Any]) -> str:
    """From LangGraph's namespace, `team:UUID|agent:UUID`: no node's name holds `:` or `|`."""
    namespace = str(told.get("langgraph_checkpoint_ns") or "")
    found = [part.partition(":")[0] for part in namespace.split("|") if namespace]
    node = told.get("langgraph_node")
    return "/".join(found or [str(node)] * bool(node))


def text_of(message: BaseMessage) -> str:
    """What of a message is text."""
    content = message.content
    if isinstance(content, str):
        return content
    texts = [part if isinstance(part, str) else part.get("text") for part in content]
    return "".join(text for text in texts if isinstance(text, str))
