"""What the application's own models said while they were asked; plain data, for those who do not
import LangChain."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, get_args

from scenario_runner.frozen import frozen

Detail = Literal["lean", "streamed", "whole"]
"""How much of what was said is written: what nearly every application looks at; the pieces of
streams too; all that was told."""
DETAILS: tuple[Detail, ...] = get_args(Detail)


@frozen
class HeardCall:
    """One call of a model, and what came of it."""

    target: str
    """What `models` calls the model; empty where nothing names it."""
    model: str
    """What it is, in words: `a ChatOpenAI`."""
    node: str
    """The node that asked, as `node` selects: `team/agent`; empty outside of graphs."""
    task: str
    """The same with the ids of the tasks: `team:ID|agent:ID`."""
    supersteps: Mapping[str, str]
    """For each graph around the call (its namespace, with ids) the checkpoint that its tasks
    started from: tasks of one checkpoint run side by side."""
    begun: int
    """Beginnings and ends of all calls of a branch are counted in one row."""
    ended: int
    last: str
    """The text of the last message, as `when` selects."""
    prompt: str
    """The text of all messages."""
    said: Mapping[Detail, Any]
    """The entry that says it again; none where that cannot be."""
    unsaid: str | None = None
    """Why there is none: `was cancelled`."""


@frozen
class Heard:
    """What the models said in one branch."""

    calls: tuple[HeardCall, ...] = ()
    """In the order in which they began."""
    keys: tuple[str, ...] = ()
    """Environment variables that the models were made with as their keys."""
