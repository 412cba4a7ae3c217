"""Models that were overheard, by the names that `models` knows them by."""

from pathlib import Path

import pytest

from scenario_runner.suite.options import Options
from scenario_runner.suite.run import run

HOLDERS = """
from types import SimpleNamespace

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.prompts import ChatPromptTemplate
from langgraph.graph import MessagesState, StateGraph

from NAME_models import Own, shared


class Desk:
    model = Own()
    __slots__ = ("own",)

    def __init__(self):
        self.own = Own()


class Office:
    def __init__(self):
        self.desk = Desk()


plain = Own()
alias = plain
chain = ChatPromptTemplate.from_template("x") | Own().bind(stop=["y"])
retried = Own().with_retry()
office, held = Office(), SimpleNamespace(llm=Own())
copied = plain.model_copy()
listed = [plain.model_copy()]
fallen = Own().with_fallbacks([Own()])
agent = create_agent(Own(), tools=[])


def closed():
    hidden = Own()
    return lambda: hidden


closure = closed()


def default(model=Own()):
    return model


class Outer(Own):
    inner: object = None

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=self.inner.invoke("inner"))])


outer = Outer(inner=plain)
WAYS = {
    "plain": lambda: plain, "shared": lambda: shared, "class": lambda: Desk.model,
    "object": lambda: office.desk.own, "namespace": lambda: held.llm, "chain": lambda: chain,
    "retried": lambda: retried, "copied": lambda: copied, "listed": lambda: listed[0],
    "fallen": lambda: fallen, "bound": lambda: plain.bind_tools([]), "closure": closure,
    "default": default, "made": Own, "outer": lambda: outer,
}


def graph(way):
    builder = StateGraph(MessagesState)
    builder.add_node("agent", agent if way == "agent" else lambda state: ask(WAYS[way]()))
    return builder.add_edge("__start__", "agent")


def ask(model):
    return {"messages": [model.invoke({} if model is chain else "Hello")]}
"""
MODELS = """
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult


class Own(BaseChatModel):
    @property
    def _llm_type(self):
        return "own"

    def bind_tools(self, tools, **kwargs):
        return self.bind(**kwargs)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=AIMessage("own"))])


shared = Own()
"""
CLASS = "NAME_models:Own"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """An application that holds models in many ways."""
    folder = tmp_path_factory.mktemp("holders")
    name = f"holders_{abs(hash(str(folder)))}"
    (folder / "pyproject.toml").write_text("")
    (folder / f"{name}.py").write_text(HOLDERS.replace("NAME", name))
    (folder / f"{name}_models.py").write_text(MODELS)
    return folder, name


@pytest.mark.parametrize(
    ("way", "target"),
    [
        ("plain", "NAME:plain"), ("bound", "NAME:plain"), ("shared", "NAME_models:shared"),
        ("class", "NAME:Desk.model"), ("object", "NAME:office.desk.own"),
        ("namespace", "NAME:held.llm"), ("chain", "NAME:chain"), ("retried", "NAME:retried"),
        ("copied", "NAME:copied"), ("listed", "NAME:plain"), ("fallen", "NAME:fallen.runnable"),
        ("outer", "NAME:outer"), ("agent", CLASS), ("closure", CLASS), ("default", CLASS),
        ("made", CLASS),
    ],
)  # fmt: skip
def test_the_name_of_a_model(way, target, project, monkeypatch):
    """Where it was made, by the shortest way; its class where nothing names it."""
    folder, name = project
    monkeypatch.chdir(folder)
    heard = []
    Path("a.scenario.yaml").write_text(
        f"scenario: s\ngraph: {{ref: '{name}:graph', args: {{way: {way}}}}}\n"
        "steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"
    )
    options = Options(in_process=True, on_models=lambda _case, told: heard.append(told))
    assert run(["a.scenario.yaml"], options).outcome == "passed"
    (call,) = heard[0]["main"].calls
    assert call.target.replace(name, "NAME") == target
