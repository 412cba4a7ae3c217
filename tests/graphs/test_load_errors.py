"""Every way a reference can be wrong has its own words."""

from __future__ import annotations

import asyncio
import json
import textwrap

import pytest
from conftest import GRAPH, Project
from langgraph.checkpoint.memory import InMemorySaver

from scenario_runner.graphs.load import GraphLoadError


def refused(project: Project, source: str, **more) -> GraphLoadError:
    async def go():
        async with project.open(source, **more):
            pass

    with pytest.raises(GraphLoadError) as caught:
        asyncio.run(go())
    return caught.value


def told(project: Project, source: str, **more) -> tuple[str, str | None]:
    """Message and hint, with the folder of the test left out."""
    error = refused(project, source, **more)
    root = f"{project.root}/"
    hint = error.hint.replace(root, "") if error.hint else None
    return error.message.replace(root, ""), hint


LOOKED = (
    "modules are looked for in the project root (the folder of pyproject.toml or "
    "langgraph.json) and among what is installed in this Python"
)
ABSENT = "ModuleNotFoundError: No module named 'absent_library'"
BROKEN = "SyntaxError: expected ':' (broken.py, line 2)"
KINDS = "name a compiled graph, a StateGraph, an @entrypoint, or a function that returns one"
MADE = "it must return (or yield) a compiled graph, a StateGraph or an @entrypoint"

THINGS = """
    import sys
    number = 7
    class Agent: pass
    def needs(model, size=1, *, tenant): return compiled
    def none(): pass
    def text(): return "graph"
    def raises(): raise ValueError("no   key\\nhere")
    async def raises_later(): raise ValueError("later")
    def leaves(): sys.exit("bye")
    def position(model, /): return compiled
    def twice():
        import asyncio
        async def make(): return compiled
        coroutine = make()
        try:
            return asyncio.run(coroutine)
        finally:
            coroutine.close()
"""


@pytest.mark.parametrize(
    ("name", "args", "message", "hint"),
    [
        ("compild", {}, 'say.py has no "compild"', 'did you mean "compiled"?'),
        ("zzz", {}, 'say.py has no "zzz"',
         ("it has: say, builder, compiled, needs, none, text, raises, raises_later, leaves, "
          "position, twice")),
        ("Agent.graph", {}, 'Agent in say.py has no "graph"', None),
        ("number", {}, "say.py:number is an int, not a graph", KINDS),
        ("Agent", {}, "say.py:Agent is the class Agent, not a graph", KINDS),
        ("sys", {}, "say.py:sys is the module sys, not a graph", KINDS),
        ("compiled", {"model": "tiny"},
         "say.py:compiled is a graph, not a function, so it takes no arguments",
         "take `args` out, or name the function that makes the graph"),
        ("needs", {}, "say.py:needs needs model, tenant",
         "give it as `args: {model: ..., tenant: ...}` of the graph"),
        ("needs", {"modl": 1}, 'say.py:needs has no parameter "modl"', 'did you mean "model"?'),
        ("none", {"a": 1}, 'say.py:none has no parameter "a"', "it takes no arguments"),
        ("none", {}, "say.py:none returned None, not a graph", MADE),
        ("text", {}, "say.py:text returned a str, not a graph", MADE),
        ("raises", {}, "say.py:raises raised ValueError: no key here", None),
        ("raises_later", {}, "say.py:raises_later raised ValueError: later", None),
        ("leaves", {}, "say.py:leaves raised SystemExit: bye", None),
        ("position", {"model": 1}, "say.py:position takes model by position only",
         "arguments are given by name: take the `/` out of its parameters"),
        ("twice", {}, ("say.py:twice raised RuntimeError: asyncio.run() cannot be called from a "
          "running event loop"),
         "graphs are made inside an event loop: write the factory as `async def`"),
    ],
)  # fmt: skip
def test_what_a_file_holds(project, name, args, message, hint):
    """A wrong name, a wrong thing, a factory that does not get or give what it should."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent(THINGS))
    assert told(project, f"say.py:{name}", args=args) == (message, hint)


@pytest.mark.parametrize(
    ("source", "message", "hint"),
    [
        ("agnets/say.py:graph", "there is no file agnets/say.py",
         "there is no folder agnets either"),
        ("agents/sya.py:graph", "there is no file agents/sya.py", 'did you mean "say.py"?'),
        ("shop.agents:graph", 'there is no module "shop.agents": "shop" cannot be found', LOOKED),
        ("agnets.say:graph", 'there is no module "agnets.say": "agnets" cannot be found',
         'did you mean "agents"?'),
        ("agents.says:graph", 'there is no module "agents.says"', 'did you mean "agents.say"?'),
        ("nowhere:graph", 'there is no module "nowhere"', LOOKED),
        ("wants:graph", f"importing wants raised {ABSENT}",
         'install "absent_library" in the Python that runs the scenarios, or check its name'),
        ("leaves.py:graph", "importing leaves.py ended the program (it called exit)",
         'keep what a script does under `if __name__ == "__main__":`'),
        ("leaves:graph", "importing leaves ended the program (it called exit)",
         'keep what a script does under `if __name__ == "__main__":`'),
        ("broken.py:graph", f"importing broken.py raised {BROKEN}", None),
        ("lazy.py:graph", 'reading "graph" of lazy.py raised KeyError: \'graph\'', None),
    ],
)  # fmt: skip
def test_what_cannot_be_imported(project, source, message, hint):
    """A file or module that is not there, or that fails while it is imported."""
    project.write("agents/__init__.py", "")
    project.write("agents/say.py", GRAPH)
    project.write("wants.py", "import absent_library\n")
    project.write("leaves.py", "import sys\nsys.exit(3)\n")
    project.write("broken.py", "x = 1\ndef f()\n")
    project.write("lazy.py", "def __getattr__(name): raise KeyError(name)\n")
    assert told(project, source) == (message, hint)


def test_only_the_users_own_frames(project):
    """The original error stands there with its cause, and none of our frames or Python's."""
    file = project.write("shop/graph.py", """
        import json

        def prices():
            try:
                return json.loads("{")
            except ValueError as error:
                raise RuntimeError("no prices") from error

        graph = prices()
    """)  # fmt: skip
    error = refused(project, "shop.graph:graph")
    assert error.traceback is not None
    frames = [line for line in error.traceback.splitlines() if line.startswith("  File")]
    assert frames == [
        f'  File "{file}", line 6, in prices',
        f'  File "{file}", line 10, in <module>',
        f'  File "{file}", line 8, in prices',
    ]
    assert error.traceback.endswith("RuntimeError: no prices")
    assert "json.decoder.JSONDecodeError" in error.traceback


def test_a_module_that_failed_is_tried_again(project):
    """Nothing half-made stays behind an import that failed."""
    file = project.write("say.py", "raise ValueError\n")
    assert told(project, "say.py:builder") == ("importing say.py raised ValueError", None)
    file.write_text("raise KeyError  # now another\n")
    assert told(project, "say.py:builder") == ("importing say.py raised KeyError", None)


def test_closing_that_raises(project):
    """What a factory raises when it closes is told as its own error."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        def build():
            yield compiled
            raise OSError("gone")
    """))  # fmt: skip
    error = refused(project, "say.py:build")
    assert error.message == "closing what say.py:build opened raised OSError: gone"


def test_what_went_wrong_first_is_told(project):
    """An error while the graph is used is not hidden by one of closing."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        def build():
            yield compiled
            raise OSError("gone")
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:build"):
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(go())


def test_a_graph_that_does_not_compile(project):
    """What LangGraph says of a wrong graph is told as the graph's error."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        loose = StateGraph(State).add_node("say", say)
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:loose") as opened:
            opened.bind(InMemorySaver())

    with pytest.raises(
        GraphLoadError, match=r"^the graph does not compile: ValueError: "
    ) as caught:
        asyncio.run(go())
    assert caught.value.hint == "mend it where its nodes and edges are added"


def test_a_file_that_is_no_python(project):
    """A langgraph.json may name graphs in other languages."""
    project.write("say.ts", "export const graph = 1\n")
    project.write("langgraph.json", json.dumps({"graphs": {"say": "./say.ts:graph"}}))
    assert told(project, "langgraph.json#say") == (
        "say.ts is not a Python file",
        "name a file that ends in .py",
    )


def test_a_factory_that_opens_and_gives_no_graph_is_closed(project):
    """What was opened on the way to an error is closed."""
    project.write("say.py", """
        closed = []

        def build():
            yield 7
            closed.append(7)

        def check():
            assert closed == [7]
            raise ValueError("closed")
    """)  # fmt: skip
    assert told(project, "say.py:build")[0] == "say.py:build returned an int, not a graph"
    assert told(project, "say.py:check")[0] == "say.py:check raised ValueError: closed"


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        (None, "there is no file langgraph.json", "the path before # is relative to the scenario"),
        ('{"graphs": {\n "a": }}', "langgraph.json:2:7 is not valid JSON",
         "look for a missing comma or quote, or a comma too many, at or before this place"),
        ("[]", "langgraph.json does not hold a JSON object", 'it begins with {"graphs": ...'),
        ("{}", "langgraph.json names no graphs", 'add "graphs": {"name": "./file.py:graph"}'),
        ('{"graphs": {"says": "./say.py:compiled"}}', 'langgraph.json has no graph "say"',
         'did you mean "says"?'),
        ('{"graphs": {"say": "./say.py"}}',
         'the graph "say" of langgraph.json is not told as FILE:NAME',
         'write "./agents/refund.py:graph" or {"path": "./agents/refund.py:graph"}'),
        (json.dumps({"graphs": {"say": "./say.py:compiled"}, "env": ".env"}),
         '"env" of langgraph.json names .env, which cannot be read',
         "make that file, or take the entry out"),
        (json.dumps({"graphs": {"say": "./say.py:compiled"}, "env": 7}),
         '"env" of langgraph.json is neither a mapping nor a path', 'write "env": ".env"'),
    ],
)  # fmt: skip
def test_what_a_manifest_lacks(project, text, message, hint):
    """A langgraph.json that is missing, broken, or does not have the graph."""
    project.write("say.py", GRAPH)
    if text is not None:
        project.write("langgraph.json", text)
    assert told(project, "langgraph.json#say") == (message, hint)


@pytest.mark.parametrize(
    "error",
    [
        "RuntimeError('Missing credentials. Please set the `SHOP_LLM_KEY` environment variable.')",
        "KeyError('SHOP_LLM_KEY')",
    ],
)
def test_a_key_that_is_asked_for_at_import(project, monkeypatch, error):
    """As clients of providers do; nothing is said where it is set, or of other words."""
    (project.root / "keyed.py").write_text(f"raise {error}\n")
    monkeypatch.delenv("SHOP_LLM_KEY", raising=False)
    assert told(project, "keyed:graph")[1] == (
        "set SHOP_LLM_KEY, or say `environment: {SHOP_LLM_KEY: not-a-key}` in the scenario, or in "
        "defaults.scenario-runner.yaml for a whole folder"
    )
    monkeypatch.setenv("SHOP_LLM_KEY", "x")
    assert told(project, "keyed:graph")[1] is None
    (project.root / "worded.py").write_text("raise RuntimeError('NOT_THERE at all')\n")
    assert told(project, "worded:graph")[1] is None
