"""The stored thread of the samples is what its application stores; `python orders.py` makes it
anew."""

import runpy
import sqlite3
from contextlib import closing

from langgraph.checkpoint.sqlite import SqliteSaver
from shipped import PROJECT

THREADS = PROJECT / "scenarios" / "threads"


def _told(path, graph):
    """What a database holds of the thread, without ids and times."""
    with closing(sqlite3.connect(path, check_same_thread=False)) as connection:
        app = graph.compile(checkpointer=SqliteSaver(connection))
        thread = {"configurable": {"thread_id": "order-7"}}
        history = list(app.get_state_history(thread))
    return [
        (each.values, each.next, [one.value for one in each.interrupts], each.metadata["step"])
        for each in history
    ]


def test_it_can_be_made_anew(tmp_path):
    """And then holds the same."""
    names = runpy.run_path(str(THREADS / "orders.py"))
    names["store"](tmp_path / "anew.sqlite")
    kept = tmp_path / "kept.sqlite"  # the saver changes how a file is written to
    kept.write_bytes((THREADS / "waiting.sqlite").read_bytes())
    told = _told(kept, names["before"])
    assert told == _told(tmp_path / "anew.sqlite", names["before"])
    assert told[0][1:3] == (("approve",), [{"send": "teapot", "price": 60}])
