"""A small project with a bug to send around."""

import contextlib
import io
from pathlib import Path
from types import SimpleNamespace

from scenario_runner.cli import main

AGENT = """\
import json
from pathlib import Path
from typing import TypedDict

from agents.prompts import ASK
from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt

PRICES = json.loads((Path(__file__).parent / "prices.json").read_text())


class State(TypedDict):
    item: str
    status: str


def review(state):
    approved = interrupt({"question": ASK, "price": PRICES[state["item"]]})
    return {"status": "published" if approved else "rejected"}


graph = StateGraph(State).add_node(review).add_edge(START, "review").compile()
"""
SCENARIO = """\
scenario: Buying tea
graph: ../agents/buying.py:graph
steps:
  - {id: asked, invoke: {$file: tea.yaml}, expect: {next: [review]}}
  - $include: parts/steps.yaml#/approve
branches:
  refused:
    from: asked
    steps:
      - id: refused
        resume: false
        expect: {values: {status: rejected}, check: "tests_checks:fine"}
"""
FILES = {
    "pyproject.toml": "[project]\nname = 'shop'\nversion = '1'\n",
    "agents/buying.py": AGENT,
    "agents/prompts.py": "ASK = 'Buy?'\n",
    "agents/unused.py": "raise SystemExit('nobody imports this')\n",
    "agents/prices.json": '{"tea": 3}',
    "tests_checks.py": "def fine(observation):\n    return []\n",
    "notes/secret-plans.md": "nobody reads this\n",
    "tests/buying.scenario.yaml": SCENARIO,
    "tests/tea.yaml": "{item: tea}\n",
    "tests/parts/steps.yaml": "approve: [{resume: true, expect: {values: {status: sold}}}]",
    "tests/defaults.scenario-runner.yaml": "tags: [shop]\n",
}  # fmt: skip


def write(folder, **more):
    """Write the project."""
    for name, text in {**FILES, **more}.items():
        file = Path(folder, name)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


def call(*arguments, cwd):
    """The command line in this process, whose workers are forked from one that is kept; with no
    terminal to ask at."""
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with contextlib.chdir(cwd), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(argument) for argument in arguments])
        except SystemExit as left:
            code = left.code
    return SimpleNamespace(returncode=code, stdout=out.getvalue(), stderr=err.getvalue())
