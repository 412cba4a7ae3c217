"""`record` on a database that a plain LangGraph script wrote."""

import contextlib
import io
import re
import sqlite3
from contextlib import closing
from typing import Annotated, TypedDict

import pytest

from scenario_runner.cli import main
from scenario_runner.language.source import read


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    """A thread whose second answer is not heard, and another with an open question."""
    from langchain_core.messages import AIMessage
    from langgraph.checkpoint.sqlite import SqliteSaver
    from langgraph.graph import StateGraph
    from langgraph.graph.message import add_messages
    from langgraph.types import Command, interrupt

    class State(TypedDict):
        messages: Annotated[list, add_messages]
        mail: str

    def speak(state):
        about = {"model_name": "tiny"}
        return {"messages": [AIMessage("Publish?", id="run-1", response_metadata=about)]}

    builder = StateGraph(State)
    builder.add_node("speak", speak)
    builder.add_node("review", lambda state: {"mail": interrupt("ok?") and state["mail"]})
    builder.set_entry_point("speak")
    builder.add_edge("speak", "review")
    path = tmp_path_factory.mktemp("kept") / "threads.sqlite"
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        graph = builder.compile(checkpointer=SqliteSaver(connection))
        given = {"messages": [{"role": "user", "content": "To ada@example.org"}],
                 "mail": "ada@example.org"}  # fmt: skip
        for name in ("order-7", "order-8"):
            graph.invoke(given, {"configurable": {"thread_id": name}})
        thread = {"configurable": {"thread_id": "order-7"}}
        asked = graph.get_state(thread).config
        graph.invoke(Command(resume="yes"), thread)
        graph.invoke(Command(resume="no"), asked)
    return path


def record(database, *arguments):
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        main(["record", "--db", str(database), *arguments])
    return left.value.code, out.getvalue(), err.getvalue()


def test_the_stale_answer_is_sent_again(database):
    """To the checkpoint that it was sent to, by the plain call."""
    code, text, _ = record(database, "--thread", "order-7")
    assert code == 0
    assert '- resume: "no"\n    at: step-1\n    via: direct\n' in text
    assert "stale_resume: false" in text
    assert "graph: TODO:graph" in text


def test_the_list(database):
    code, text, _ = record(database, "--list")
    plain = re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d|\d+\.\d kB", "*", text)
    assert (code, plain.replace("* to *", "*")) == (
        0,
        "order-7  *  5 checkpoints  *\norder-8  *  3 checkpoints  *  open: review\n",
    )


@pytest.mark.parametrize("what", ["$..mail", r"\w+@[\w.]+"])
def test_what_is_masked_stands_nowhere(database, what):
    """By its path or by a pattern; in other texts too."""
    code, text, _ = record(database, "--thread", "order-7", "--redact", what)
    assert code == 0
    assert "ada@" not in text
    assert 'To [redacted]"' in text


def test_what_models_said_becomes_a_script(database):
    code, text, _ = record(database, "--thread", "order-7", "--model", "shop:llm")
    assert code == 0
    assert read("recorded", text.encode()).data["models"] == {"shop:llm": ["Publish?"]}
    _, without, _ = record(database, "--thread", "order-7")
    assert "# TODO: 1 message came from a chat model" in without


def test_which_thread(database):
    """One is to be named where there are several; a name that is nearly right is told."""
    assert record(database)[0] == 2
    assert record(database)[2].splitlines()[1] == "  help: name one with --thread: order-7, order-8"
    code, _, told = record(database, "--thread", "ordr-7")
    assert (code, told.splitlines()) == (
        2,
        ["error: there is no thread ordr-7", '  help: did you mean "order-7"?'],
    )


def test_a_file_that_is_there_stays(database, tmp_path):
    """Unless it is to be written over."""
    file = tmp_path / "order.scenario.yaml"
    file.write_text("mine")
    code, _, told = record(database, "--thread", "order-7", "-o", str(file))
    assert (code, file.read_text(), "--force" in told) == (2, "mine", True)
    assert record(database, "--thread", "order-7", "-o", str(file), "--force")[0] == 0
    assert file.read_text() != "mine"
