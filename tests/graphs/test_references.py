"""Every form of reference is found, made, bound, and leaves no trace."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import textwrap

import pytest
from conftest import GRAPH, Project
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.store.memory import InMemoryStore

from scenario_runner.language.model import FileGraph

CONFIG = {"configurable": {"thread_id": "1"}}

FACTORIES = """
    import contextlib

    def plain(): return compiled
    def uncompiled(): return builder
    async def coroutine(): return compiled
    def generator(): yield compiled
    async def async_generator(): yield builder

    @contextlib.contextmanager
    def manager(): yield compiled

    @contextlib.asynccontextmanager
    async def async_manager(): yield compiled

    async def coroutine_of_manager(): return async_manager()

    class Maker:
        def __call__(self): return compiled

    instance = Maker()
"""


async def values_of(project: Project, source: str, **more):
    async with project.open(source, **more) as opened:
        graph = opened.bind(InMemorySaver())
        await graph.ainvoke({}, CONFIG)
        return (await graph.aget_state(CONFIG)).values


async def looked_up(project: Project, source: str, **more):
    """The graph object itself, as its application made it."""
    async with project.open(source, **more) as opened:
        return opened.graph


@pytest.mark.parametrize("name", [
    "builder", "compiled", "plain", "uncompiled", "coroutine", "generator", "async_generator",
    "manager", "async_manager", "coroutine_of_manager", "instance",
])  # fmt: skip
def test_everything_that_makes_a_graph(project, name):
    """Graphs, builders and all kinds of factories give a graph that remembers in our saver."""
    project.write("agents/say.py", textwrap.dedent(GRAPH) + textwrap.dedent(FACTORIES))
    assert asyncio.run(values_of(project, f"agents/say.py:{name}")) == {"said": ["hello"]}


def test_entrypoint(project):
    """An @entrypoint is bound like a graph."""
    project.write("work.py", """
        from langgraph.func import entrypoint

        @entrypoint()
        def work(given): return {"got": given}
    """)  # fmt: skip

    async def go():
        async with project.open("work.py:work") as opened:
            return await opened.bind(InMemorySaver()).ainvoke({"a": 1}, CONFIG)

    assert asyncio.run(go()) == {"got": {"a": 1}}


def test_a_module_of_the_project_root(project):
    """`module:name` is looked up in the project root and in its src, attributes too."""
    project.write("shop/__init__.py", "")
    project.write("shop/agents.py", textwrap.dedent(GRAPH) + "class Box:\n    inner = compiled\n")
    project.write("src/office.py", GRAPH)
    assert asyncio.run(values_of(project, "shop.agents:Box.inner")) == {"said": ["hello"]}
    assert asyncio.run(values_of(project, "office:builder")) == {"said": ["hello"]}


def test_a_factory_is_called_for_each_opening(project):
    """Each opening has a graph of its own, from a module that is imported once."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        imports = []
        imports.append("once")
        made = []

        def build():
            made.append("again")
            graph = builder.compile()
            graph.facts = (imports, made)
            return graph
    """))  # fmt: skip
    first = asyncio.run(looked_up(project, "say.py:build"))
    second = asyncio.run(looked_up(project, "say.py:build"))
    assert first is not second
    assert second.facts == (["once"], ["again", "again"])


def test_a_factory_gets_its_arguments_and_the_config(project):
    """`args` are keywords; config is given to a parameter named or annotated so, to no other."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        from langchain_core.runnables import RunnableConfig

        def give(**facts):
            graph = builder.compile()
            graph.facts = facts
            return graph

        def named(model, config): return give(model=model, config=config)
        def annotated(settings: RunnableConfig | None = None): return give(settings=settings)
        def neither(model="big", **others): return give(model=model, **others)
    """))  # fmt: skip
    config = {"tenant": "t1"}

    def facts(name, **args):
        source = f"say.py:{name}"
        return asyncio.run(looked_up(project, source, args=args, config=config)).facts

    assert facts("named", model="tiny") == {
        "model": "tiny",
        "config": {"configurable": {"tenant": "t1"}},
    }
    assert facts("named", model="tiny", config=7) == {"model": "tiny", "config": 7}
    assert facts("annotated") == {"settings": {"configurable": {"tenant": "t1"}}}
    assert facts("neither", colour="red") == {"model": "big", "colour": "red"}


def test_what_a_factory_opened_is_closed_after_use(project):
    """Context managers stay open while the graph is used, and see no error of ours."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        from contextlib import asynccontextmanager
        told = []

        @asynccontextmanager
        async def build():
            graph = builder.compile()
            graph.told = told
            told.append("open")
            try:
                yield graph
            except BaseException as error:
                told.append(f"saw {error}")
            told.append("closed")
    """))  # fmt: skip

    seen = []

    async def go():
        async with project.open("say.py:build") as opened:
            seen.append(opened.graph.told)
            seen.append(list(opened.graph.told))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asyncio.run(go())
    assert seen == [["open", "closed"], ["open"]]


def test_a_store_and_static_interrupts_survive_binding(project):
    """What the application compiled its graph with stays, until another store is given."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        from langgraph.store.memory import InMemoryStore
        kept = builder.compile(store=InMemoryStore(), interrupt_before=["say"])
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:kept") as opened:
            saver, other = InMemorySaver(), InMemoryStore()
            graph = opened.bind(saver)
            await graph.ainvoke({}, CONFIG)
            return (
                graph.store is opened.store is not None,
                graph.checkpointer is saver,
                opened.graph.checkpointer is None,
                opened.bind(saver, other).store is other,
                (await graph.aget_state(CONFIG)).next,
            )

    assert asyncio.run(go()) == (True, True, True, True, ("say",))


def test_a_cache_in_memory_begins_empty(project):
    """What one case computed is not found by another."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        from langgraph.cache.memory import InMemoryCache
        from langgraph.types import CachePolicy
        ran = []

        def work(state):
            ran.append("again")
            return {"tenant": str(len(ran))}

        cached = (
            StateGraph(State).add_node("work", work, cache_policy=CachePolicy())
            .add_edge(START, "work").compile(cache=InMemoryCache())
        )
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:cached") as opened:
            graph = opened.bind(InMemorySaver())
            config = [{"configurable": {"thread_id": thread}} for thread in "12"]
            return [(await graph.ainvoke({"said": []}, one))["tenant"] for one in config]

    assert [asyncio.run(go()) for _ in range(2)] == [["1", "1"], ["2", "2"]]


def test_an_uncompiled_graph_has_no_store_but_takes_one(project):
    """A builder is compiled with the storage it is bound to."""
    project.write("say.py", GRAPH)

    async def go():
        async with project.open("say.py:builder") as opened:
            store = InMemoryStore()
            return opened.store, opened.bind(InMemorySaver(), store).store is store

    assert asyncio.run(go()) == (None, True)


# --- names and folders ----------------------------------------------------------------------


def test_a_file_has_the_name_its_importers_use(project):
    """A file of a package is that package's module, however it is reached first."""
    project.write("shop/__init__.py", "")
    project.write("shop/parts.py", GRAPH)
    project.write("shop/graph.py", """
        from shop.parts import builder
        from .parts import builder as same
        import shop.graph
        assert builder is same
        compiled = builder.compile()
        compiled.module = __name__
    """)  # fmt: skip
    by_file = asyncio.run(looked_up(project, "shop/graph.py:compiled"))
    by_module = asyncio.run(looked_up(project, "shop.graph:compiled"))
    assert by_file is by_module
    assert by_file.module == "shop.graph"


def test_a_plain_file_is_one_module_under_all_its_names(project):
    """Neighbours import it from their own folder, others from the root: it is the same one."""
    project.write("agents/say.py", textwrap.dedent(GRAPH) + "import near\ncompiled.near = near\n")
    project.write(
        "agents/near.py", "import say\nfrom agents import say as other\nassert say is other\n"
    )
    graph = asyncio.run(looked_up(project, "../agents/say.py:compiled", folder="scenarios"))
    assert graph.near.say.compiled is graph
    assert graph.near.say.__name__ == "agents.say"


def test_the_file_of_a_package_itself(project):
    """`__init__.py` is the package."""
    project.write("shop/__init__.py", textwrap.dedent(GRAPH) + "from . import parts\n")
    project.write("shop/parts.py", "import shop\n")
    by_file = asyncio.run(looked_up(project, "shop/__init__.py:compiled"))
    assert by_file is asyncio.run(looked_up(project, "shop:parts.shop.compiled"))


def test_relative_imports_in_a_plain_folder(project):
    """A folder below the root need not be a package for its files to name each other."""
    project.write("agents/parts.py", GRAPH)
    project.write("agents/say.py", "from .parts import compiled\n")
    assert asyncio.run(values_of(project, "agents/say.py:compiled")) == {"said": ["hello"]}


def test_a_file_outside_of_the_project(project):
    """It is found like any other, with its own folder for neighbours."""
    project.write("elsewhere/say.py", "import words_near\n" + textwrap.dedent(GRAPH))
    project.write("elsewhere/words_near.py", "")
    inner = Project(project.root / "inner")
    (inner.root).mkdir()
    assert asyncio.run(values_of(inner, "../elsewhere/say.py:compiled")) == {"said": ["hello"]}


def test_a_link_to_a_file(project):
    """A file reached by a link is the file it leads to, loaded once."""
    project.write("agents/say.py", GRAPH)
    (project.root / "link.py").symlink_to(project.root / "agents/say.py")

    async def go():
        reference = FileGraph(path=str(project.root / "link.py"), attribute="compiled")
        file = project.open("agents/say.py:compiled")
        async with project.open(reference) as one, file as two, project.open(reference) as three:
            return one.graph is two.graph is three.graph

    assert asyncio.run(go())


def test_files_of_the_same_name_in_two_folders(project):
    """Each graph gets its own neighbours, imported once."""
    for folder in ("a", "b"):
        project.write(f"{folder}/say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
            import tools

            def build():
                graph = builder.compile()
                graph.tools = tools
                return graph
        """))  # fmt: skip
        project.write(f"{folder}/tools.py", f"SAID = {folder!r}\n")
    opened = [
        asyncio.run(looked_up(project, "say.py:build", folder=folder)).tools
        for folder in ("a", "b", "a")
    ]
    assert [module.SAID for module in opened] == ["a", "b", "a"]
    assert opened[0] is opened[2]


def test_a_file_named_like_a_library(project):
    """A graph in json.py leaves the json module alone."""
    project.write("json.py", GRAPH)
    assert asyncio.run(values_of(project, "json.py:compiled")) == {"said": ["hello"]}
    assert sys.modules["json"] is json


def test_a_folder_that_is_no_name(project):
    """Folders and files need not be words that Python can import."""
    project.write("my agents/say-it.v2.py", GRAPH)
    values = asyncio.run(values_of(project, "my agents/say-it.v2.py:compiled"))
    assert values == {"said": ["hello"]}


def test_import_path_and_modules_are_as_before(project):
    """Nothing of a project stays importable once its graph is closed, in whatever order."""
    project.write("one_of_these.py", GRAPH)
    path, modules = list(sys.path), set(sys.modules)

    async def go():
        first = project.open("one_of_these.py:compiled")
        second = project.open("one_of_these:compiled")
        opened = await first.__aenter__()
        again = await second.__aenter__()
        same = opened.graph is again.graph
        await first.__aexit__(None, None, None)
        still = str(project.root) in sys.path and "one_of_these" in sys.modules
        await second.__aexit__(None, None, None)
        return same, still

    assert asyncio.run(go()) == (True, True)
    assert sys.path == path
    assert "one_of_these" not in set(sys.modules) - modules


# --- langgraph.json -------------------------------------------------------------------------


def manifest(project: Project, **data):
    project.write("langgraph.json", json.dumps(data))


def test_a_graph_of_a_manifest(project):
    """A path, a mapping with a path, or a module; its dependencies are importable."""
    project.write("lib/words.py", "WORD = 'hello'\n")
    project.write("agents/say.py", "import words\n" + textwrap.dedent(GRAPH))
    manifest(
        project,
        dependencies=[".", "./lib", "langchain_openai"],
        graphs={
            "text": "./agents/say.py:compiled",
            "mapping": {"path": "./agents/say.py:builder"},
            "module": "agents.say:compiled",
        },
    )
    for name in ("text", "mapping", "module"):
        values = asyncio.run(values_of(project, f"../langgraph.json#{name}", folder="scenarios"))
        assert values == {"said": ["hello"]}


SEEN = """
    import os
    SEEN = {key: os.environ.get(key) for key in ("TENANT", "GREETING", "LANGSMITH_TRACING")}
    compiled.seen = SEEN
"""


@pytest.mark.parametrize("kind", ["mapping", "file"])
def test_the_environment_of_a_manifest(project, kind, monkeypatch):
    """`env` is set while the graph is open, never turns tracing on, and is told for masking."""
    monkeypatch.setenv("TENANT", "before")
    monkeypatch.delenv("GREETING", raising=False)
    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent(SEEN))
    project.write(".env", "TENANT=t1\nexport GREETING='hello'\nLANGSMITH_TRACING=true\n")
    env = {"TENANT": "t1", "GREETING": "hello", "LANGSMITH_TRACING": "true"}
    manifest(project, graphs={"say": "./say.py:compiled"}, env=env if kind == "mapping" else ".env")

    async def go():
        async with project.open("langgraph.json#say") as opened:
            return opened.environment, opened.graph.seen

    told, seen = asyncio.run(go())
    assert told == {"TENANT": "t1", "GREETING": "hello"}
    assert seen == {"TENANT": "t1", "GREETING": "hello", "LANGSMITH_TRACING": "false"}
    after = {key: os.environ.get(key) for key in ("TENANT", "GREETING", "LANGSMITH_TRACING")}
    assert after == {"TENANT": "before", "GREETING": None, "LANGSMITH_TRACING": "true"}


def test_tracing_stays_off_whatever_an_application_loads(project, monkeypatch):
    """A module that turns tracing on when imported does not get it."""
    from langsmith.utils import tracing_is_enabled

    monkeypatch.setenv("LANGSMITH_TRACING", "true")
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        import os
        os.environ["LANGCHAIN_TRACING_V2"] = "true"
    """))  # fmt: skip

    async def go():
        async with project.open("say.py:compiled"):
            return tracing_is_enabled()

    assert asyncio.run(go()) is False
    assert os.environ["LANGSMITH_TRACING"] == "true"


def test_a_module_may_run_a_loop_of_its_own(project):
    """`asyncio.run` works while a module is imported, though a loop is running here."""
    project.write("say.py", textwrap.dedent(GRAPH) + textwrap.dedent("""
        import asyncio

        async def build(): return builder.compile()
        made = asyncio.run(build())
    """))  # fmt: skip
    assert asyncio.run(values_of(project, "say.py:made")) == {"said": ["hello"]}
