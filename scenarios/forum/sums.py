"""The forum's first graph: a model that does sums, and a human node that waits for the next one."""

import re

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, SystemMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt


class SumModel(BaseChatModel):
    """Answers a sum, and greets whoever asks for anything else."""

    @property
    def _llm_type(self) -> str:
        return "sums"

    def _generate(self, messages: list[BaseMessage], stop=None, run_manager=None, **kwargs):
        asked = re.search(r"(\d+) \+ (\d+)", messages[-1].text)
        reply = "Hello, how are you?"
        if asked:
            left, right = int(asked[1]), int(asked[2])
            reply = f"{left} + {right} = {left + right}"
        return ChatResult(generations=[ChatGeneration(message=AIMessage(reply))])


model = SumModel()


async def model_node(state: MessagesState):
    system = SystemMessage("You are an AI assistant.")
    return {"messages": [await model.ainvoke([system, *state["messages"]])]}


def human_node(state: MessagesState):
    return {"messages": [interrupt({"type": "waiting_for_input"})]}


builder = StateGraph(MessagesState)
builder.add_node("model_node", model_node)
builder.add_node("human_node", human_node)
builder.add_edge(START, "model_node")
builder.add_edge("model_node", "human_node")
builder.add_edge("human_node", "model_node")
graph = builder.compile()
