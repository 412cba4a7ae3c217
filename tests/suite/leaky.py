# ruff: noqa: T201  # it gives away what it can
"""A graph that gives its secret away in every way it can; `leaky.json` beside it says which."""

import base64
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TypedDict
from urllib.parse import quote, quote_plus

from langgraph.graph import StateGraph
from langgraph.types import interrupt

SPELL = {
    "plain": str,
    "json": json.dumps,
    "json in json": lambda text: json.dumps([json.dumps({"key": text})]),
    "url": lambda text: quote(text, safe=""),
    "path": quote,
    "form": quote_plus,
    "python": repr,
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 for urls": lambda text: base64.urlsafe_b64encode(text.encode()).decode(),
    "base64 in lines": lambda text: base64.encodebytes(text.encode()).decode(),
}
PLAN = json.loads(Path(__file__).with_name("leaky.json").read_text())
TEXT = SPELL[PLAN["how"]](PLAN["before"] + os.environ["SHOP_KEY"] + PLAN["after"])


class State(TypedDict, total=False):
    said: object
    big: str
    answer: object


def work(state):
    getattr(Ways, PLAN["do"])()
    return {"said": TEXT} if PLAN["do"] == "give" else {"answer": "none"}


class Ways:
    @staticmethod
    def give():
        pass

    @staticmethod
    def print():
        half = len(TEXT) // 2
        print(TEXT[:half], end="", flush=True)
        print(TEXT[half:])
        print(TEXT, file=sys.stderr)
        os.write(1, TEXT.encode())
        subprocess.run([sys.executable, "-c", "import sys; print(sys.argv[1])", TEXT], check=True)

    @staticmethod
    def throw():
        error = KeyError(TEXT, {TEXT: [TEXT]})
        error.add_note(TEXT)
        raise error

    @staticmethod
    def ask():
        interrupt({"question": TEXT, TEXT: [{"deep": TEXT}]})

    @staticmethod
    def named():
        pass

    @staticmethod
    def exit():
        sys.exit(TEXT)

    @staticmethod
    def die():
        print("x" * 70_000 + TEXT + "y" * (65_536 - len(TEXT) // 2))
        sys.stdout.flush()
        os._exit(7)

    @staticmethod
    def hang():
        print(TEXT)
        time.sleep(60)

    @staticmethod
    def deep():
        interrupt("x" * 80 + TEXT * 20)


def build():
    node = TEXT.replace(":", "").replace("|", "") if PLAN["do"] == "named" else "work"
    if PLAN["do"] == "refuse":
        raise RuntimeError(TEXT)
    builder = StateGraph(State).add_node(node, work).add_edge("__start__", node)
    return builder.compile(interrupt_before=[node] if PLAN["do"] == "named" else None)
