"""Import path, modules and environment are given back, in whatever order graphs close."""

from __future__ import annotations

import importlib
import os
import sys
from contextlib import ExitStack

from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.graphs.surroundings import environment, importable, project_folders

KEYS = ("SCENARIO_TEST_A", "SCENARIO_TEST_B")
LAYERS = st.dictionaries(st.sampled_from(KEYS), st.text("xyz", min_size=1))


def shown():
    return {key: os.environ[key] for key in KEYS if key in os.environ}


@given(LAYERS, st.lists(st.tuples(LAYERS, st.integers(0, 3)), max_size=4))
def test_environment_layers(before, layers):
    """While open the latest layer wins, key by key; at the end all is as before."""
    os.environ.update(before)
    try:
        opened = []
        for layer, _ in layers:
            stack = ExitStack()
            stack.enter_context(environment(layer))
            opened.append((layer, stack))
            assert shown() == {**before, **{k: v for one, _ in opened for k, v in one.items()}}
        for _, at in layers:
            _, stack = opened.pop(at % len(opened))
            stack.close()
            assert shown() == {**before, **{k: v for one, _ in opened for k, v in one.items()}}
        assert shown() == before
    finally:
        for key in KEYS:
            os.environ.pop(key, None)


def test_modules_of_several_folders(tmp_path):
    """Whoever closes first, each folder's modules stay while it is open, and come back."""
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / f"only_{name}.py").write_text("")
    a, b = str(tmp_path / "a"), str(tmp_path / "b")
    first, second = ExitStack(), ExitStack()
    path = list(sys.path)
    first.enter_context(importable([a]))
    module = importlib.import_module("only_a")
    second.enter_context(importable([b, a]))
    importlib.import_module("only_b")
    first.close()
    assert sys.path == [b, a, *path]
    assert sys.modules["only_a"] is module
    second.close()
    assert sys.path == path
    assert {"only_a", "only_b"} & set(sys.modules) == set()
    with importable([a]):
        assert importlib.import_module("only_a") is module


def test_what_was_importable_before_stays(tmp_path, monkeypatch):
    """Modules of a folder that is on the path anyway are nobody's to take away."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "stays_here.py").write_text("")
    with importable([str(tmp_path)]):
        module = importlib.import_module("stays_here")
    assert sys.modules.pop("stays_here") is module


def test_odd_things_in_sys_modules(tmp_path, monkeypatch):
    """Other libraries put what they like there."""
    (tmp_path / "near_them.py").write_text("")
    with importable([str(tmp_path)]):
        importlib.import_module("near_them")
        monkeypatch.setitem(sys.modules, "odd_none", None)
        monkeypatch.setitem(sys.modules, "odd_object", odd := object())
    assert "near_them" not in sys.modules
    assert (sys.modules["odd_none"], sys.modules["odd_object"]) == (None, odd)


def test_project_folders(tmp_path):
    """The root, and `src` where it is a folder of packages and no package."""
    assert project_folders(str(tmp_path)) == (str(tmp_path),)
    (tmp_path / "src").mkdir()
    assert project_folders(str(tmp_path)) == (str(tmp_path), str(tmp_path / "src"))
    (tmp_path / "src/__init__.py").touch()
    assert project_folders(str(tmp_path)) == (str(tmp_path),)
