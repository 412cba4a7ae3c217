"""Packages that a worker opens when they are asked for something."""

import importlib
import inspect
import subprocess
import sys
import threading
import time

import pytest

from scenario_runner.suite.unopened import UNOPENED, left_unopened


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Writes a package that waits to be opened: its own code, and a module of it."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def write(code):
        folder = tmp_path / "waiting_here"
        folder.mkdir()
        folder.joinpath("__init__.py").write_text(code)
        folder.joinpath("part.py").write_text("value = 1\n")

    with left_unopened({"waiting_here"}):
        yield write
    for name in [name for name in sys.modules if name.split(".")[0] == "waiting_here"]:
        del sys.modules[name]


def opened():
    return "told" in vars(sys.modules["waiting_here"])


def test_a_module_of_it_comes_without_it(package):
    package("told = 1\n")
    from waiting_here.part import value

    assert (value, opened()) == (1, False)


@pytest.mark.parametrize(
    "asking",
    [
        "from waiting_here import told",
        "from waiting_here import *; told",
        "import waiting_here; waiting_here.told",
        "import waiting_here.part; assert waiting_here.part.value; waiting_here.told",
        "import importlib, waiting_here; importlib.reload(waiting_here).told",
    ],
)
def test_whoever_asks_gets_what_it_has(package, asking):
    package("told = 1\n")
    exec(asking, {})  # an import is a statement
    assert opened()


def test_it_is_opened_once(package):
    package("from waiting_here.part import value\ntold = []\n")
    import waiting_here

    assert waiting_here.told is waiting_here.told
    assert waiting_here.value == 1


def test_what_it_does_not_have_is_missed_as_anywhere(package):
    package("told = 1\n")
    import waiting_here

    with pytest.raises(AttributeError, match="module 'waiting_here' has no attribute 'tolt'"):
        waiting_here.tolt  # noqa: B018  # asking is what is tried
    with pytest.raises(ImportError, match="cannot import name 'tolt'"):
        from waiting_here import tolt  # noqa: F401  # as above


def test_its_own_way_of_giving_names_stays(package):
    package("told = 1\ndef __getattr__(name):\n    return name.upper()\n")
    import waiting_here

    assert (waiting_here.other, waiting_here.told) == ("OTHER", 1)


def test_a_package_that_asks_itself_for_what_comes_later_is_told_so(package):
    package("import waiting_here\nearly = hasattr(waiting_here, 'told')\ntold = 1\n")
    import waiting_here

    assert (waiting_here.early, waiting_here.told) == (False, 1)


def test_a_package_that_cannot_be_opened_says_why_each_time(package):
    package("raise RuntimeError('no licence')\n")
    import waiting_here

    for _ in range(2):
        with pytest.raises(RuntimeError, match="no licence"):
            waiting_here.told  # noqa: B018  # asking is what is tried


def test_threads_wait_until_all_of_it_is_there(package):
    package("import time\nbegun = 1\ntime.sleep(0.2)\ntold = 1\n")
    import waiting_here

    first = threading.Thread(target=lambda: waiting_here.told)
    first.start()
    while "begun" not in vars(waiting_here):
        time.sleep(0.001)
    assert waiting_here.told == 1
    first.join()


def test_its_source_is_where_it_was(package):
    package("told = 1\n")
    import waiting_here

    assert inspect.getsource(waiting_here) == "told = 1\n"


def test_a_package_that_is_not_there_is_still_not_there(package):  # its finder
    with pytest.raises(ModuleNotFoundError, match="waiting_here"):
        importlib.import_module("waiting_here")


SCRIPT = """
import importlib, sys
from {where} import {how}
with {how}():
    import langgraph.graph, langsmith.run_trees
print(len(sys.modules))
for name in {names}:
    module = importlib.import_module(name)
    getattr(module, "whatever it has", None)
    print(name, *sorted(one for one in vars(module) if not one.startswith("_")))
"""


def test_langgraph_opens_none_of_them_and_they_are_the_same_afterwards():
    """LangGraph and what it is made of need one module of each."""
    lazily, at_once = (
        subprocess.run(
            [sys.executable, "-c", SCRIPT.format(where=where, how=how, names=sorted(UNOPENED))],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.splitlines()
        for where, how in (
            ("scenario_runner.suite.unopened", "left_unopened"),
            ("contextlib", "nullcontext"),
        )
    )
    assert lazily[1:] == at_once[1:]
    assert int(lazily[0]) < int(at_once[0]) - 200
    assert all(len(names.split()) > 10 for names in lazily[1:])
