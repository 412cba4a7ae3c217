"""Graphs with stores, written beside a scenario."""

SOURCE = '''
import sqlite3
import threading
from typing import TypedDict

from langgraph.graph import START, StateGraph
from langgraph.store.base import BaseStore, GetOp, PutOp, SearchOp
from langgraph.store.memory import InMemoryStore
from langgraph.store.sqlite import SqliteStore
from langgraph.types import interrupt


class S(TypedDict, total=False):
    n: int


def put(state, *, store: BaseStore):
    answer = interrupt("Which?")
    store.put(("users", "ada"), str(answer), {"n": state["n"]})
    return {}


async def aput(state, *, store: BaseStore):
    answer = interrupt("Which?")
    await store.aput(("users", "ada"), str(answer), {"n": state["n"]})
    return {}


def filled(store):
    if hasattr(store, "setup"):
        store.setup()
    store.put(("users",), "first", {"n": 0})
    return store


def graph(store, node=put):
    builder = StateGraph(S)
    builder.add_node("put", node)
    builder.add_edge(START, "put")
    return builder.compile(store=store)


def connection():
    return sqlite3.connect(":memory:", check_same_thread=False, isolation_level=None)


class ForAwaiting(InMemoryStore):
    """Answers only who awaits."""

    def batch(self, ops):
        raise RuntimeError("await it")


class Sealed(InMemoryStore):
    """Gives what is asked for by name, and cannot be searched."""

    async def abatch(self, ops):
        ops = list(ops)
        if any(isinstance(op, SearchOp) for op in ops):
            raise PermissionError("only by name")
        return await super().abatch(ops)


class Strange(InMemoryStore):
    """Finds numbers."""

    async def abatch(self, ops):
        return [3 for _ in ops]


class Endless(InMemoryStore):
    """Gives the same page again and again."""

    async def abatch(self, ops):
        found = await super().abatch([SearchOp(namespace_prefix=("users",))])
        return [found[0] * 1000]


class Locked(InMemoryStore):
    """Cannot be copied."""

    def __init__(self):
        super().__init__()
        self.lock = threading.Lock()


class LocksItself(InMemoryStore):
    """Can be copied until something is put into it."""

    async def abatch(self, ops):
        ops = list(ops)
        if any(isinstance(op, PutOp) for op in ops):
            self.lock = threading.Lock()
        return await super().abatch(ops)


memory = graph(filled(InMemoryStore()))
memory_async = graph(filled(InMemoryStore()), aput)
sqlite = graph(filled(SqliteStore(connection())))
INDEX = {
    "dims": 2, "embed": lambda texts: [[1.0, float(len(text))] for text in texts], "fields": ["n"],
}
vectors = graph(filled(InMemoryStore(index=INDEX)))
if hasattr(sqlite3.Connection, "enable_load_extension"):
    sqlite_vectors = graph(filled(SqliteStore(connection(), index=INDEX)))
waiting = ForAwaiting()
filled_first = InMemoryStore.batch(waiting, [PutOp(("users",), "first", {"n": 0})])
awaited = graph(waiting, aput)
sealed = graph(filled(Sealed()))
strange = graph(Strange())
endless = graph(filled(Endless()))
locked = graph(Locked())
locks_itself = graph(LocksItself(), aput)
none = graph(None)
many = graph(InMemoryStore())
for number in range(2500):
    many.store.put(("n", str(number % 7)), str(number), {"n": number})
'''
