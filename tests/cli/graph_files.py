"""Graphs for the commands that look at graphs, good ones and hostile ones, and files on them."""

GOOD = '''
from typing import TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    topic: str
    status: str


def draft(state):
    """Writes a draft."""
    return {"status": "drafted"}


def review(state):
    return {"status": interrupt({"question": "Publish?"})}


builder = StateGraph(State).add_node("draft", draft).add_node("review", review)
graph = builder.add_edge(START, "draft").add_edge("draft", "review").compile()


def build(name="draft"):
    return StateGraph(State).add_node(name, draft).add_edge(START, name)


def needs(name):
    return build(name)
'''

HOSTILE = {
    "raises": "print('about to fail')\nraise RuntimeError('no licence')\n",
    "hangs": "import time\ntime.sleep(600)\n",
    "leaves": "import sys\nsys.exit(3)\n",
    "dies": "import os\nos._exit(7)\n",
    "prints": "import sys\nprint('a')\nprint('b', file=sys.stderr)\nfrom shop import graph\n",
    "nothing": "graph = None\n",
    "misspelt": "grap = 1\n",
}
"""What the graphs' modules do as they are imported."""


def scenario(graph, steps="[{invoke: {topic: tea}, expect: {next: [review]}}]", more=""):
    """The text of a file."""
    return f"scenario: A scenario\ngraph: {graph}\n{more}steps: {steps}\n"


def write(folder):
    """All of them, in a folder."""
    folder.joinpath("pyproject.toml").write_text("")
    folder.joinpath("shop.py").write_text(GOOD)
    for name, text in HOSTILE.items():
        folder.joinpath(f"{name}.py").write_text(text)
