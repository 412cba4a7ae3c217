"""Written values become the objects they name, and only those."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import (
    AIMessage,
    HumanMessage,
    RemoveMessage,
    SystemMessage,
    ToolMessage,
)

from scenario_runner.graphs.errors import InlineFault, ValueFault
from scenario_runner.graphs.values import build, resolve_expected
from scenario_runner.problem import Place


def built(data, root, folder="."):
    return build(data, folder=str(root / folder), root=str(root))


BLOCK = {"type": "text", "text": "hi"}
CALL = {"name": "refund", "args": {"order": 7}}


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"$human": "hi"}, HumanMessage("hi")),
        ({"$human": {"content": "hi", "id": "7", "name": "Ann"}},
         HumanMessage("hi", id="7", name="Ann")),
        ({"$human": [BLOCK]}, HumanMessage([BLOCK])),
        ({"$system": "be kind"}, SystemMessage("be kind")),
        ({"$ai": {"tool_calls": [{**CALL, "id": "c1"}]}},
         AIMessage("", tool_calls=[{**CALL, "id": "c1", "type": "tool_call"}])),
        ({"$ai": None}, AIMessage("")),
        ({"$tool": {"content": "done", "tool_call_id": "c1", "status": "error"}},
         ToolMessage("done", tool_call_id="c1", status="error")),
        ({"$remove": "7"}, RemoveMessage(id="7")),
        ({"$remove": "all"}, RemoveMessage(id="__remove_all__")),
        ({"$literal": {"$human": "{{ x }}"}}, {"$human": "{{ x }}"}),
        ({"$python": "json:decoder.JSONDecoder"}, __import__("json").JSONDecoder),
        ({"a": [{"b": {"$human": {"content": {"$literal": "x"}}}}]},
         {"a": [{"b": HumanMessage("x")}]}),
        ({"$a": 1, "b": 2}, {"$a": 1, "b": 2}),
    ],
)  # fmt: skip
def test_constructors(tmp_path, data, expected):
    """Each constructor makes its object, at any depth; `$` keys among others are data."""
    assert built(data, tmp_path) == expected


def test_tool_call_ids_are_stable(tmp_path):
    """Without an id a call gets one that depends on what is called, and nothing else."""

    def ids(*calls):
        return [
            call["id"] for call in built({"$ai": {"tool_calls": list(calls)}}, tmp_path).tool_calls
        ]

    one, two = ids(CALL, CALL)
    other = ids({**CALL, "args": {"order": 8}})
    assert one.startswith("call_")
    assert len({one, two, *other}) == 3
    assert ids(CALL, CALL) == [one, two]


NAMES = st.text().filter(lambda name: not name.startswith("$"))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(NAMES, inner),
)


@given(PLAIN)
def test_plain_data_is_itself(data):
    """What has no constructor in it is built as an equal copy, and `$literal` as it stands."""
    assert build(data, folder="/", root="/") == data
    assert build({"$literal": data}, folder="/", root="/") == data


def test_what_is_built_shares_nothing_with_what_is_written(tmp_path):
    """A graph that changes its input does not change the scenario."""
    written = {"a": [1], "b": {"$literal": [2]}}
    made = built(written, tmp_path)
    made["a"].append(3)
    made["b"].append(3)
    assert written == {"a": [1], "b": {"$literal": [2]}}


def test_files(tmp_path):
    """JSON and YAML are parsed, all else is text; paths are relative to the folder."""
    (tmp_path / "cases").mkdir()
    (tmp_path / "a.json").write_text('\ufeff{"n": 1, "$human": [null]}')
    (tmp_path / "cases/b.yaml").write_text("when: 12:30:45\nten: 010\n")
    (tmp_path / "cases/c.txt").write_text("Grüße\n", encoding="utf-8")
    paths = ["../a.json", "b.yaml", "c.txt"]
    assert built([{"$file": path} for path in paths], tmp_path, "cases") == [
        {"n": 1, "$human": [None]},
        {"when": "12:30:45", "ten": 10},
        "Grüße\n",
    ]


def test_python_is_looked_up_in_the_project(tmp_path):
    """`$python` finds the project's own modules before any graph is open."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src/my_values.py").write_text("class Box:\n    size = [7]\n")
    data = {"$python": "my_values:Box.size"}
    assert built(data, tmp_path) == [7]
    assert built(data, tmp_path) is built(data, tmp_path)


@pytest.mark.parametrize(
    ("data", "pointer", "message", "hint"),
    [
        ({"a": [{"$humn": "x"}]}, ("a", 0, "$humn"), 'nothing is built by "$humn"',
         'did you mean "$human"?'),
        ({"$tool": {"content": "x"}}, ("$tool",), "$tool cannot be made of this",
         "look at its keys and their types"),
        ({"$human": 7}, ("$human",),
         "the content of $human is of a kind that no message can have", None),
        ({"$ai": {"content": "x", "tool_calls": "y"}}, ("$ai",), "$ai cannot be made of this",
         "look at its keys and their types"),
        ({"$ai": {"content": "x", "tool_calls": ["y"]}}, ("$ai",), "$ai cannot be made of this",
         "look at its keys and their types"),
        ({"$ai": {"content": "x", "id": [1]}}, ("$ai", "id"),
         "the id of $ai is of a kind that no message can have", None),
        ({"$remove": 7}, ("$remove",), "$remove wants a message's id or all",
         "write {$remove: all}"),
        ({"$python": "json:decodr"}, ("$python",), 'json has no "decodr"',
         'did you mean "decoder"?'),
        ({"$python": "json"}, ("$python",), '"json" does not name anything in Python',
         "write it as module:name"),
        ({"$python": 7}, ("$python",), "$python wants a text", "write {$python: module:name}"),
        ({"$file": "no.json"}, ("$file",), "there is no file no.json",
         "the path is relative to this file"),
        ({"$file": "."}, ("$file",), ". cannot be read", "name a file, not a folder"),
        ({"$file": ""}, ("$file",), "$file wants a path", "write {$file: data/order.json}"),
        ({"$file": "a\0b"}, ("$file",), "this is not a path", "write {$file: data/order.json}"),
        ({"$file": "../../secret"}, ("$file",), "../../secret lies outside the project",
         "put the file into the project; the path is relative to this file"),
        ({"$file": "/etc/passwd"}, ("$file",), "/etc/passwd lies outside the project",
         "put the file into the project; the path is relative to this file"),
        ({"$file": "link.txt"}, ("$file",), "link.txt lies outside the project",
         "put the file into the project; the path is relative to this file"),
        ({"$file": "bad.json"}, ("$file",), "bad.json:2:1 is not valid JSON",
         "look for a missing comma or quote, or a comma too many, at or before this place"),
        ({"$file": "twice.json"}, ("$file",), 'twice.json has the key "a" twice in one object',
         "take one of them out"),
        ({"$file": "deep.json"}, ("$file",), "deep.json is nested too deep", "flatten it"),
        ({"$file": "latin.txt"}, ("$file",), "latin.txt is not text in UTF-8", "save it as UTF-8"),
        ({"$file": "bad.yaml"}, ("$file",), 'bad.yaml:2:1: the key "a" is here twice',
         "remove or rename one of the two"),
    ],
)  # fmt: skip
def test_what_cannot_be_built(tmp_path, data, pointer, message, hint):
    """It is told where it stands and what to do."""
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "secret").write_text("s")
    (root / "link.txt").symlink_to(tmp_path / "secret")
    (root / "bad.json").write_text('{"a":\n}')
    (root / "twice.json").write_text('[{"a": 1, "a": 2}]')
    (root / "deep.json").write_text("[" * 100_000)
    (root / "latin.txt").write_bytes("Grüße".encode("latin-1"))
    (root / "bad.yaml").write_text("a: 1\na: 2\n")
    with pytest.raises(ValueFault) as caught:
        built(data, root)
    fault = caught.value
    assert (fault.pointer, fault.message, fault.hint) == (pointer, message, hint)


def test_expected_values(tmp_path):
    """Files and Python objects become literals in normal form; the rest stays as written."""
    (tmp_path / "a.json").write_text('{"$gt": 1}')
    data = {
        "a": {"$file": "a.json"},
        "b": [{"$contains": {"$python": "string:digits"}}],
        "c": {"$schema": {"$file": "x"}, "d": {"$literal": {"$python": "x"}}},
        "e": {"$human": "no object here"},
    }
    found = resolve_expected(
        data, folder=str(tmp_path), root=str(tmp_path), normalise=lambda found: ["normal", found]
    )
    assert found == {
        "a": {"$literal": ["normal", {"$gt": 1}]},
        "b": [{"$contains": {"$literal": ["normal", "0123456789"]}}],
        "c": {"$schema": {"$file": "x"}, "d": {"$literal": {"$python": "x"}}},
        "e": {"$human": "no object here"},
    }


def test_an_expected_file_that_is_not_there(tmp_path):
    """It is told at its own place."""
    with pytest.raises(ValueFault) as caught:
        resolve_expected(
            {"a": [{"$file": "no.json"}]}, folder=str(tmp_path), root=str(tmp_path), normalise=repr
        )
    assert caught.value.pointer == ("a", 0, "$file")


@pytest.mark.parametrize(
    "fault",
    [
        ValueFault(("a", 0), "wrong", "do this"),
        InlineFault("wrong", None, Place(file="a", line=1, column=2)),
    ],
)
def test_faults_travel_between_processes(fault):
    """They arrive with all they tell."""
    assert vars(pickle.loads(pickle.dumps(fault))) == vars(fault)
