"""Threads of PostgreSQL are recorded as those of SQLite are."""

import subprocess
import sys

import pytest
import warm

GRAPH = """
from typing import Annotated, TypedDict
from langchain_core.messages import HumanMessage
from langgraph.graph import StateGraph, add_messages
from langgraph.types import Command, interrupt

class State(TypedDict):
    messages: Annotated[list, add_messages]
    draft: str
    verdict: dict

def review(state):
    return {"verdict": {"said": interrupt({"publish": state["draft"]}), "tags": [1, 2]}}

inner = StateGraph(State).add_node("review", review).set_entry_point("review").compile()
builder = StateGraph(State).add_node("team", inner).set_entry_point("team")

def talk(saver, name):
    graph, thread = builder.compile(checkpointer=saver), {"configurable": {"thread_id": name}}
    graph.invoke({"draft": "Tea", "messages": [HumanMessage("hello", id="1")]}, thread)
    asked = graph.get_state(thread).config
    graph.invoke(Command(resume="yes"), thread)
    graph.invoke(Command(resume="no"), asked)
"""
TALK = """
import sqlite3, sys
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.sqlite import SqliteSaver
from talks import talk

talk(SqliteSaver(sqlite3.connect("threads.sqlite", check_same_thread=False)), "order-7")
with PostgresSaver.from_conn_string(sys.argv[1]) as saver:
    saver.setup()
    talk(saver, "order-7")
"""


def _record(folder, *arguments):
    command = [*warm.python(), "-m", "scenario_runner", "record", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_same_conversation_makes_the_same_scenario(tmp_path, postgres):
    """Messages, mappings, a question inside a subgraph, and an answer that was not heard; the
    password is nowhere in what is told."""
    (tmp_path / "talks.py").write_text(GRAPH)
    subprocess.run([sys.executable, "-c", TALK, postgres.url()], cwd=tmp_path, check=True)
    graph = ("--graph", "talks.py:builder")
    wanted = _record(tmp_path, "--db", "threads.sqlite", *graph)
    told = _record(tmp_path, "--db", postgres.url(), *graph)
    assert (told.returncode, told.stderr) == (0, "")
    assert told.stdout.splitlines() == wanted.stdout.splitlines()
    assert "stale_resume: false" in told.stdout
    assert "order-7" in _record(tmp_path, "--db", postgres.url(), "--list").stdout


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("runner:", "nobody:"), "the user or the password is wrong"),
        (("/postgres", "/nowhere"), "there is no such database or user"),
        (("127.0.0.1:", "127.0.0.1:1"), "the database cannot be read"),
        (("/postgres", "/template1"), "the database has no tables of checkpoints"),
    ],
)
def test_what_cannot_be_read_is_told_without_the_password(tmp_path, postgres, change, message):
    """With what to do."""
    told = _record(tmp_path, "--db", postgres.url().replace(*change), "--list")
    assert (told.returncode, told.stdout) == (2, "")
    assert message in told.stderr
    assert "  help: " in told.stderr
    assert "verysecretword" not in told.stderr
