"""The process that workers come from looks for modules where the command does."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

GRAPH = """\
import os
from typing import TypedDict

from langgraph.graph import START, StateGraph


class Seen(TypedDict, total=False):
    path: str


def look(state):
    return {"path": os.environ.get("PYTHONSAFEPATH", "not there")}


graph = StateGraph(Seen)
graph.add_node(look)
graph.add_edge(START, "look")
"""
SCENARIO = """\
scenario: A folder with a package of our name
graph: look.py:graph
steps: [{invoke: {}, expect: {values: {path: not there}}}]
"""


def test_another_copy_in_the_current_folder_is_not_taken(tmp_path):
    """As in a clone that is newer than what is installed of it; graphs see nothing of how it is
    done."""
    (tmp_path / "look.py").write_text(GRAPH)
    (tmp_path / "look.scenario.yaml").write_text(SCENARIO)
    for file in ("__init__.py", "suite/__init__.py", "suite/preloaded.py"):
        other = tmp_path / "scenario_runner" / file
        other.parent.mkdir(exist_ok=True)
        other.touch()
    script = Path(sysconfig.get_path("scripts"), "scenario-runner")
    variables = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, script, "run", "look.scenario.yaml"],
        cwd=tmp_path, env=variables, capture_output=True, text=True, check=False, timeout=100,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
