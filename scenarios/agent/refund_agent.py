"""A support agent with a tool that pays money back, and a middleware that asks a human first."""

import re

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool


@tool
def refund(order: int, amount: float) -> str:
    """Pay the amount of an order back."""
    return f"Paid {amount:.2f} back for order {order}"


class SupportModel(BaseChatModel):
    """Plays the model by looking at the conversation: asks for a refund, then tells the result."""

    @property
    def _llm_type(self) -> str:
        return "support"

    def bind_tools(self, tools, **kwargs):
        """Take the tools along, as a real model does; the script below knows them already."""
        return self.bind(tools=[each.name for each in tools], **kwargs)

    def _generate(self, messages: list[BaseMessage], stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=_reply(messages))])


def _reply(messages: list[BaseMessage]) -> AIMessage:
    last = messages[-1]
    if isinstance(last, ToolMessage):
        done = last.status == "success"
        return AIMessage("Your money is on its way." if done else "I am sorry, I may not do that.")
    if asked := re.search(r"order (\d+)", last.text):
        call_id = f"refund-{len(messages)}"
        call = {"name": "refund", "args": {"order": int(asked[1]), "amount": 20.0}, "id": call_id}
        return AIMessage("", tool_calls=[call])
    return AIMessage("Which order is it?")


graph = create_agent(
    SupportModel(),
    tools=[refund],
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"refund": True})],
)
