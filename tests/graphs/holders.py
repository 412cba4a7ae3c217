"""An application's module that holds one model in every way people hold one."""

SOURCE = '''\
import warnings
from copy import copy, deepcopy
from functools import partial
from types import SimpleNamespace

from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain.chat_models import init_chat_model
from langchain_core.language_models import BaseChatModel
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import ConfigurableField, RunnableLambda
from langchain_openai import ChatOpenAI
from langgraph.prebuilt import create_react_agent
from langgraph.graph import MessagesState, StateGraph
from pydantic import BaseModel

llm = ChatOpenAI(model="gpt-4o", temperature=0)
proxy = init_chat_model(configurable_fields=("model",), model="gpt-4o", model_provider="openai")


class Mood(BaseModel):
    """The mood of a text."""

    mood: str


def look(town: str) -> str:
    """Look at the weather."""
    return town


class OwnModel(BaseChatModel):
    """Cannot stream, and knows no tools."""

    @property
    def _llm_type(self):
        return "own"

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        raise RuntimeError("the application's own model was asked")


own = OwnModel()
own_deep = own.model_copy(deep=True)
deepcopied = deepcopy(own)


class Desk:
    model = llm

    def __init__(self):
        self.own = llm


desk = Desk()
bound = llm.bind(stop=["x"])
configured = llm.with_config(tags=["x"])
tooled = llm.bind_tools([look])
retried = llm.bind_tools([look]).with_retry(stop_after_attempt=2)
other = ChatOpenAI(model="other", base_url="http://127.0.0.1:9", max_retries=0)
fallen = llm.with_fallbacks([other])
chain = ChatPromptTemplate.from_messages([("placeholder", "{messages}")]) | llm
copied = llm.model_copy(update={"temperature": 0.5})
shallow = copy(llm)
copied_twice = copied.model_copy()
fielded = llm.configurable_fields(temperature=ConfigurableField(id="t"))
closed_over = (lambda model: lambda m: model.invoke(m))(llm)
moods = {
    method: llm.with_structured_output(Mood, method=method)
    for method in ("json_schema", "function_calling", "json_mode")
}


agent = create_agent(llm, tools=[look])
by_tool = create_agent(llm, tools=[look], response_format=ToolStrategy(Mood))
by_provider = create_agent(llm, tools=[look], response_format=ProviderStrategy(Mood))
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    react = create_react_agent(llm, tools=[look], prompt="Be brief.")


def by_default(m, model=llm):
    return model.invoke(m)


def mood_of(agent):
    return lambda m: agent.invoke({"messages": m})["structured_response"].mood


def mood(way):
    return lambda m: moods[way].invoke(m).mood


WAYS = {
    "global": llm.invoke,
    "class": lambda m: Desk.model.invoke(m),
    "instance": lambda m: desk.own.invoke(m),
    "bound": bound.invoke,
    "with_config": configured.invoke,
    "bind_tools": tooled.invoke,
    "with_retry": retried.invoke,
    "with_fallbacks": fallen.invoke,
    "sequence": lambda m: chain.invoke({"messages": m}),
    "copy": copied.invoke,
    "shallow copy": shallow.invoke,
    "own class": lambda m: own.invoke(m),
    "own class, deep copy": own_deep.invoke,
    "own class, copy.deepcopy": deepcopied.invoke,
    "own class, streamed": lambda m: "".join(chunk.text for chunk in own.stream(m)),
    "copy of a copy": copied_twice.invoke,
    "copy made while it runs": lambda m: llm.model_copy(update={"top_p": 1}).invoke(m),
    "configurable_fields": fielded.invoke,
    "configurable_fields chosen": lambda m: fielded.with_config(configurable={"t": 1}).invoke(m),
    "closure": closed_over,
    "partial": partial(llm.invoke),
    "default argument": by_default,
    "namespace": SimpleNamespace(model=llm).model.invoke,
    "batch": lambda m: llm.batch([m])[0],
    "stream": lambda m: "".join(chunk.text for chunk in llm.stream(m)),
    "mood json_schema": mood("json_schema"),
    "mood function_calling": mood("function_calling"),
    "mood json_mode": mood("json_mode"),
    "create_agent": lambda m: agent.invoke({"messages": m})["messages"][-1],
    "create_react_agent": lambda m: react.invoke({"messages": m})["messages"][-1],
    "mood of an agent, by a tool": mood_of(by_tool),
    "mood of an agent, by its provider": mood_of(by_provider),
    "init_chat_model": proxy.invoke,
    "init_chat_model bound": proxy.bind_tools([look]).invoke,
    "init_chat_model chosen": lambda m: proxy.invoke(m, {"configurable": {"model": "x"}}),
    "init_chat_model structured": lambda m: proxy.with_structured_output(Mood).invoke(m).mood,
    "class made while it runs": lambda m: ChatOpenAI(model="z").invoke(m),
}


def build(way):
    async def node(state: MessagesState):
        return {"messages": [await RunnableLambda(WAYS[way]).ainvoke(state["messages"])]}

    def sync(state: MessagesState):
        return {"messages": [WAYS[way](state["messages"])]}

    return (
        StateGraph(MessagesState)
        .add_node("sync", sync).add_node("node", node)
        .add_edge("__start__", "sync").add_edge("sync", "node")
    )
'''
