"""Storage: LangGraph's own saver, reached in the event loop, and any earlier moment of it again."""

import asyncio
import sqlite3
from contextlib import closing

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.sqlite import SqliteSaver

from scenario_runner.engine.storage import Storage
from scenario_runner.engine.witness import Hearing, Witness

TABLES = ("checkpoints", "writes")


def config(thread="t", checkpoint=None, namespace=""):
    """The config of a thread, at a checkpoint where one is named."""
    at = {"checkpoint_id": checkpoint} if checkpoint else {}
    return {"configurable": {"thread_id": thread, "checkpoint_ns": namespace, **at}}


def put(saver, number, thread="t", parent=None, source="loop", values=None):
    """Store checkpoint `number` of a thread; its id sorts by its number."""
    checkpoint = {**empty_checkpoint(), "id": f"{number:04}", "channel_values": values or {}}
    metadata = {"source": source, "step": number, "parents": {}}
    parent_id = f"{parent:04}" if parent is not None else None
    return saver.put(config(thread, parent_id), checkpoint, metadata, {})


def rows(connection):
    """Every row of LangGraph's tables, in order, with its rowid."""
    return {
        table: connection.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid").fetchall()
        for table in TABLES
    }


def told(found):
    """What a saver tells of a checkpoint, as far as the API promises it."""
    return found and (
        found.config, found.checkpoint, found.metadata, found.parent_config, found.pending_writes
    )  # fmt: skip


CHANNELS = st.sampled_from(["a", "b", "__resume__", "__interrupt__", "__error__"])
PUT = st.tuples(
    st.just("put"), st.sampled_from("tu"), st.integers(0, 4), st.integers(0, 99)
)  # fmt: skip
WRITES = st.tuples(
    st.just("writes"),
    st.sampled_from("tu"),
    st.integers(0, 4),
    st.sampled_from(["task1", "task2"]),
    st.lists(st.tuples(CHANNELS, st.integers(0, 99)), min_size=1, max_size=3),
)


def do(saver, doing):
    """One random write, as LangGraph would make it."""
    match doing:
        case "put", thread, number, value:
            put(saver, number, thread, values={"x": value})
        case "writes", thread, number, task, written:
            at = config(thread, f"{number:04}")
            resumes = [(name, [value]) for name, value in written]
            saver.put_writes(at, resumes, task)


@settings(max_examples=60, deadline=None)
@given(before=st.lists(PUT | WRITES, max_size=12), after=st.lists(PUT | WRITES, max_size=12))
def test_any_moment_can_be_had_again(before, after):
    """Whatever was added or replaced since, a copy at a mark has the rows of the mark."""
    with closing(Storage()) as storage:
        for doing in before:
            do(storage.saver, doing)
        moment, then = storage.mark(), rows(storage.connection)
        for doing in after:
            do(storage.saver, doing)
        with closing(storage.copy_at(moment)) as past:
            assert rows(past.connection) == then
            assert past.mark() == moment


@settings(max_examples=30, deadline=None)
@given(doings=st.lists(PUT | WRITES, min_size=1, max_size=14), data=st.data())
def test_a_moment_of_a_moment_can_be_had_again(doings, data):
    """A copy that went back and then on remembers the earlier moments as the original does."""
    with closing(Storage()) as storage:
        marks = []
        for doing in doings:
            marks.append((storage.mark(), rows(storage.connection)))
            do(storage.saver, doing)
        later = data.draw(st.integers(0, len(marks) - 1))
        earlier = data.draw(st.integers(0, later))
        with closing(storage.copy_at(marks[later][0])) as past:
            for doing in reversed(doings):
                do(past.saver, doing)
            with closing(past.copy_at(marks[earlier][0])) as before:
                assert rows(before.connection) == marks[earlier][1]


@settings(max_examples=40, deadline=None)
@given(doings=st.lists(PUT | WRITES, max_size=15))
def test_it_stores_what_the_plain_saver_stores(doings):
    """Same checkpoints, same writes, same answers to every question, same rows but their ids."""
    with closing(Storage()) as storage, closing(_plain()) as connection:
        plain = SqliteSaver(connection)
        for doing in doings:
            do(storage.saver, doing)
            do(plain, doing)
        for thread in "tu":
            mine = [_untimed(found) for found in storage.saver.list(config(thread))]
            assert mine == [_untimed(found) for found in plain.list(config(thread))]
            latest = storage.saver.get_tuple(config(thread))
            assert _untimed(latest) == _untimed(plain.get_tuple(config(thread)))


async def _all(found):
    return [told(one) async for one in found]


@pytest.mark.parametrize("limit", [None, 1])
def test_async_ways_answer_as_the_sync_ones(limit):
    """Each async method does what its sync twin does."""

    async def both():
        with closing(Storage()) as storage:
            saver = storage.saver
            checkpoint = {**empty_checkpoint(), "id": "0001"}
            first = await saver.aput(config(), checkpoint, {"source": "input"}, {})
            put(saver, 2, parent=1)
            await saver.aput_writes(first, [("a", 1)], "task")
            assert told(await saver.aget_tuple(first)) == told(saver.get_tuple(first))
            found = await _all(saver.alist(config(), filter={"source": "loop"}, limit=limit))
            assert found == [told(saver.get_tuple(config(checkpoint="0002")))]
            assert await _all(saver.alist(config(), before=config(checkpoint="0002"))) == [
                told(saver.get_tuple(first))
            ]
            await saver.adelete_thread("t")
            assert saver.get_tuple(config()) is None

    asyncio.run(both())


def test_a_copy_goes_its_own_way():
    """Neither the copy nor the original learns what the other writes."""
    with closing(Storage()) as storage:
        put(storage.saver, 1)
        with closing(storage.copy()) as twin:
            then = rows(storage.connection)
            put(twin.saver, 2, parent=1)
            assert rows(storage.connection) == then
            put(storage.saver, 3, parent=1)
            heads = [s.saver.get_tuple(config()).checkpoint["id"] for s in (twin, storage)]
            assert heads == ["0002", "0003"]


def test_a_kept_database_is_langgraphs_own(tmp_path):
    """A plain saver reads it, no table or trigger of ours is in it, and a file is replaced."""
    path = tmp_path / "kept.sqlite"
    with closing(Storage()) as storage:
        put(storage.saver, 1, values={"x": 1})
        put(storage.saver, 1, values={"x": 2})
        storage.write_to(path)
        put(storage.saver, 2, values={"x": 3})
        storage.write_to(path)
        ours = told(storage.saver.get_tuple(config()))
    with closing(sqlite3.connect(path)) as connection, closing(_plain()) as plain:
        assert told(SqliteSaver(connection).get_tuple(config())) == ours
        SqliteSaver(plain).setup()
        schema = "SELECT type, name FROM sqlite_master ORDER BY name"
        assert connection.execute(schema).fetchall() == plain.execute(schema).fetchall()


def test_the_witness_is_told_of_checkpoints_and_hearings():
    """A task's list of answers tells every call that returned in a run of its body; the null
    task's write tells nothing."""
    with closing(Storage()) as storage:
        witness = Witness()
        storage.saver.witnesses.append(witness)
        put(storage.saver, 1, source="input")
        null = "00000000-0000-0000-0000-000000000000"
        storage.saver.put_writes(config(checkpoint="0001"), [("__resume__", "given")], null)
        storage.saver.put_writes(config(checkpoint="0001"), [("__resume__", ["a"])], "task")
        storage.saver.put_writes(config(checkpoint="0001"), [("__resume__", ["a", 0])], "task")
        put(storage.saver, 2, parent=1)
        assert witness.hearings == [
            Hearing(task="task", index=0, value="a"),
            Hearing(task="task", index=0, value="a"),  # the body ran again
            Hearing(task="task", index=1, value=0),
        ]
        seen = [(p.thread, p.id, p.parent, p.source, p.step, p.hearings) for p in witness.puts]
        assert seen == [("t", "0001", None, "input", 1, 0), ("t", "0002", "0001", "loop", 2, 3)]
        assert [put.mark.rows[0] for put in witness.puts] == [1, 2]


def _plain():
    return sqlite3.connect(":memory:", check_same_thread=False)


def _untimed(found):
    """Without the time of its making, which no two savers share."""
    if found is None:
        return None
    checkpoint = {key: part for key, part in found.checkpoint.items() if key != "ts"}
    return (found.config, checkpoint, found.metadata, found.parent_config, found.pending_writes)
