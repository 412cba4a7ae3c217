"""Whatever a database holds: a scenario, or one error that says what is wrong; never a change of
the source, a file half written, or code that runs."""

import contextlib
import io
import pickle
import shutil
import sqlite3
from contextlib import closing
from types import SimpleNamespace

import ormsgpack
import pytest

from scenario_runner.cli import main
from scenario_runner.recording.packed import Unread, unpacked

RAN = []


class Bomb:
    def __reduce__(self):
        return (RAN.append, (1,))


def checkpoint(values=None, **more):
    return {
        "v": 4, "ts": "2026-01-02T03:04:05+00:00", "id": "c1", "channel_values": values or {},
        "channel_versions": {}, "versions_seen": {}, **more,
    }  # fmt: skip


def packed(data):
    return ormsgpack.packb(data, option=ormsgpack.OPT_NON_STR_KEYS)


def object_of(code, *parts):
    return ormsgpack.Ext(code, packed(parts))


def build(path, rows=(), writes=(), schema=None):
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(
            schema
            or """
            CREATE TABLE checkpoints (thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT,
                parent_checkpoint_id TEXT, type TEXT, checkpoint BLOB, metadata BLOB);
            CREATE TABLE writes (thread_id TEXT, checkpoint_ns TEXT, checkpoint_id TEXT,
                task_id TEXT, idx INTEGER, channel TEXT, type TEXT, value BLOB);
            """
        )
        for row in rows:
            connection.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        for row in writes:
            connection.execute("INSERT INTO writes VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)
        connection.commit()


def row(values=None, *, thread="t", key="c1", parent=None, kind="msgpack", blob=None, about=b"{}",
        **more):  # fmt: skip
    data = packed(checkpoint(values, **more)) if blob is None else blob
    return (thread, "", key, parent, kind, data, about)


INPUT = b'{"source": "input", "step": -1}'
WRONG = {
    "not a database": lambda p: p.write_text("hello, I am a text"),
    "empty": lambda p: p.write_bytes(b""),
    "cut": lambda p: (build(p, [row()] * 300), p.write_bytes(p.read_bytes()[:5000])),
    "scribbled": lambda p: (
        build(p, [row({"x": "y" * 900}) for _ in range(50)]),
        p.write_bytes(p.read_bytes()[:4096] + b"\xff" * 8192 + p.read_bytes()[12288:]),
    ),
    "folder": lambda p: p.mkdir(),
    "missing": lambda p: None,
    "no tables": lambda p: build(p, schema="CREATE TABLE notes (text TEXT)"),
    "no writes": lambda p: build(p, schema="CREATE TABLE checkpoints (thread_id, checkpoint_ns, "
        "checkpoint_id, parent_checkpoint_id, type, checkpoint, metadata)"),
    "older columns": lambda p: build(p, schema="CREATE TABLE checkpoints (thread_id, thread_ts, "
        "checkpoint); CREATE TABLE writes (thread_id)"),
    "no thread": build,
    "other thread": lambda p: build(p, [row(thread="tt")]),
    "blob missing": lambda p: build(p, [("t", "", "c1", None, "msgpack", None, b"{}")]),
    "blob cut": lambda p: build(p, [row(blob=packed(checkpoint({"a": "b" * 50}))[:40])]),
    "blob of another kind": lambda p: build(p, [row(blob=packed([1, 2]))]),
    "no values": lambda p: build(p, [row(blob=packed({"v": 4, "id": "c1"}))]),
    "pickled whole": lambda p: build(p, [row(kind="pickle", blob=pickle.dumps(Bomb()))]),
    "encrypted": lambda p: build(p, [row(kind="msgpack+aes", blob=b"\x00" * 40)]),
    "unknown kind": lambda p: build(p, [row(kind="cbor", blob=b"\xa0")]),
    "newer layout": lambda p: build(p, [row(v=99)]),
    "parent missing": lambda p: build(p, [row(parent="c0")]),
    "parent is itself": lambda p: build(p, [row(parent="c1")]),
    "parents in a ring": lambda p: build(
        p, [row(key="c1", parent="c2"), row(key="c2", parent="c1")]
    ),
    "metadata damaged": lambda p: build(p, [row(about=b"\x00\xff{")]),
    "journal": lambda p: (build(p, [row()]), p.with_name(f"{p.name}-journal").write_text("x")),
    "manifest damaged": lambda p: (p.mkdir(), (p / "manifest.json").write_text("{")),
    "manifest of nothing": lambda p: (
        p.mkdir(), (p / "manifest.json").write_text('{"branches": []}')
    ),
    "manifest leads away": lambda p: (
        p.mkdir(),
        (p / "manifest.json").write_text('{"branches": [{"name": "m", "database": "../../x"}]}'),
    ),
}  # fmt: skip
READ = {
    "pickled value": row({"a": 1, "__start__": 1}, about=INPUT),
    "code in msgpack": row(
        {"__start__": {"x": object_of(0, "os", "system", "touch ran")}}, about=INPUT
    ),
    "a method": row({"__start__": object_of(3, "builtins", "str", "a", "upper")}, about=INPUT),
    "nested deeper": row({"__start__": [[[[[[[[1]]]]]]]]}, about=INPUT),
    "unknown extension": row({"__start__": ormsgpack.Ext(99, b"x")}, about=INPUT),
    "odd keys": row({"__start__": {1: 2}}, about=INPUT),
    "templates": row({"__start__": {"x": "{{ 7 * 7 }}", "$python": "os:system"}}, about=INPUT),
    "terminal": row({"__start__": "\x1b[31m"}, about=INPUT),
    "hostile name": row({"__start__": 1}, thread="t", about=INPUT),
    "numbers": row({"__start__": [float("nan"), float("inf"), 2**63]}, about=INPUT),
}


def everything(folder):
    return {
        path: path.read_bytes() if path.is_file() else None
        for path in sorted(folder.rglob("*"))
        if not path.name.endswith(".scenario.yaml")
    }


def ask(path, *more):
    out = path.with_name("out.scenario.yaml")
    return call("record", "--db", str(path), "--thread", "t", "-o", str(out), *more), out


def call(*arguments):
    """The command's exit code, and what it printed."""
    out, err = io.StringIO(), io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        pytest.raises(SystemExit) as left,
    ):
        main(list(arguments))
    return SimpleNamespace(
        exit_code=left.value.code, output=out.getvalue() + err.getvalue(), stderr=err.getvalue()
    )


@pytest.mark.parametrize("name", WRONG)
def test_told_in_one_error(name, tmp_path):
    path = tmp_path / "thread.sqlite"
    WRONG[name](path)
    before = everything(tmp_path)
    done, out = ask(path)
    assert done.exit_code == 2, done.output
    first, *rest = done.stderr.splitlines()
    assert first.startswith("error: ")
    assert all(line.startswith("  help: ") for line in rest)
    assert "Traceback" not in done.stderr
    assert not out.exists()
    assert everything(tmp_path) == before
    assert RAN == []


@pytest.mark.parametrize("name", READ)
def test_read_without_running_anything(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "thread.sqlite"
    build(path, [READ[name]])
    before = everything(tmp_path)
    done, out = ask(path)
    assert done.exit_code == 0, done.output
    assert everything(tmp_path) == before
    again = call("validate", str(out))
    assert again.exit_code == 0, again.output
    assert "49" not in out.read_text()


def test_pickled_values_are_named_with_their_place(tmp_path):
    path = tmp_path / "thread.sqlite"
    write = ("t", "", "c1", "task", 0, "order", "pickle", pickle.dumps(Bomb()))
    build(path, [row({"__start__": {}}, about=INPUT)], [write])
    done, _ = ask(path)
    assert done.exit_code == 0
    told = "thread t, checkpoint c1: order is pickled, and reading it would run code"
    assert done.stderr.splitlines() == [f"warning: not read: {told}"]
    assert RAN == []


def test_a_database_in_use_is_read_with_its_log(tmp_path):
    """Of a write-ahead log, what is committed is read; the files stay as they are."""
    path = tmp_path / "thread.sqlite"
    build(path)
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.execute("INSERT INTO checkpoints VALUES (?, ?, ?, ?, ?, ?, ?)",
                       row({"__start__": {"a": 1}}, about=INPUT))  # fmt: skip
        writer.commit()
        before = everything(tmp_path)
        done, out = ask(path)
        assert (done.exit_code, done.stderr) == (0, "")
        assert "invoke: {a: 1}" in out.read_text()
        assert everything(tmp_path).keys() == before.keys()
        assert path.read_bytes() == before[path]


@pytest.mark.parametrize("data", [b"", b"\xc1", b"\xc8", b"\x81\xa1a", b"\xdf\xff\xff\xff\xff"])
def test_damaged_bytes_are_unread(data):
    assert unpacked("msgpack", data) == Unread(reason="is damaged")


def test_nothing_is_left_behind(tmp_path):
    path = tmp_path / "thread.sqlite"
    build(path, [row({"__start__": 1}, about=INPUT)])
    copy = shutil.copy(path, tmp_path / "other.sqlite")
    done, _ = ask(path, "--redact", "(")
    assert done.exit_code == 2
    assert "is not a pattern" in done.stderr
    done, _ = ask(path, "--redact", "$[")
    assert done.exit_code == 2
    assert path.read_bytes() == copy.read_bytes()
