"""Real clients of model providers, recorded from a server on loopback, then played without it."""

import pytest
from conftest import seen
from model_server import model_server

APP = '''
import asyncio
import os
from typing import Annotated, TypedDict

from langchain_core.tools import tool
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.types import interrupt

@tool
def weather(city: str) -> str:
    """The weather there."""

class State(TypedDict):
    messages: Annotated[list, add_messages]

def model():
    url = os.environ["MODEL_SERVER"]
    if os.environ["PROVIDER"] == "openai":
        from langchain_openai import ChatOpenAI
        return ChatOpenAI(model="m", base_url=url + "/v1", api_key="sk-never-to-be-seen")
    from langchain_anthropic import ChatAnthropic
    return ChatAnthropic(model="m", base_url=url, api_key="sk-never-to-be-seen")

def plain(state):
    return {"messages": [model().invoke(state["messages"])]}

def human(state):
    return {"messages": [("user", interrupt("and?"))]}

async def streamed(state):
    whole = None
    async for chunk in model().astream(state["messages"]):
        whole = chunk if whole is None else whole + chunk
    return {"messages": [("assistant", whole.text), ("user", "where?")]}

async def with_tools(state):
    return {"messages": [await model().bind_tools([weather]).ainvoke(state["messages"])]}

builder = StateGraph(State)
for node in (plain, human, streamed, with_tools):
    builder.add_node(node)
builder.add_edge(START, "plain")
builder.add_edge("plain", "human")
builder.add_edge("human", "streamed")
builder.add_edge("streamed", "with_tools")
graph = builder.compile()
'''
SCENARIO = """
scenario: Models
graph: app.py:graph
environment: {MODEL_SERVER: "ADDRESS", PROVIDER: PROVIDING}
cassette: tapes/models.yaml
seed: 7
steps:
  - id: hello
    invoke: {messages: [{role: user, content: hello, id: u1}]}
    expect: {last_message: {content: "you said 'hello'"}}
  - resume: tea
    expect:
      paths: {"$.messages[1].content": "you said 'tea' "}
      last_message: {tool_calls: [{name: weather, args: {city: "where?"}}]}
branches:
  failing:
    from: hello
    steps:
      - resume: fail once
        expect: {last_message: {tool_calls: [{name: weather}]}}
"""


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_what_is_recorded_is_played_back(provider, play, tmp_path):
    """Plain, streamed, with tools, after an error and its retry; the server is gone by then."""
    with model_server() as (address, asked):
        files = {
            "app.py": APP,
            "m.scenario.yaml": SCENARIO.replace("ADDRESS", address).replace("PROVIDING", provider),
        }
        recorded = play("missing", files=files)
        count = len(asked)
    assert (recorded.outcome, count) == ("passed", 6), recorded
    played = play(verify=True)
    assert (played.outcome, seen(played)) == ("passed", seen(recorded))
    tapes = {path.name: path.read_text() for path in (tmp_path / "tapes").iterdir()}
    assert tapes.keys() == {"models.yaml", "models.failing.yaml"}
    assert "never-to-be-seen" not in "".join(tapes.values())
