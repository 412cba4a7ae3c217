"""A support agent as its tutorial writes it: a model, tools and middleware, compiled at import."""

from langchain.agents import create_agent
from langchain.agents.middleware import (
    HumanInTheLoopMiddleware,
    ModelFallbackMiddleware,
    ModelRetryMiddleware,
    wrap_tool_call,
)
from langchain_core.messages import ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from orders import ServiceDown, price

llm = ChatOpenAI(model="gpt-4o-mini", temperature=0)
fallback = ChatOpenAI(model="gpt-4o")


@tool
def lookup(order: int) -> str:
    """What an order cost."""
    return f"Order {order} cost {price(order):.2f}"


@tool
def refund(order: int, amount: float) -> str:
    """Pay money back."""
    return f"Paid {amount:.2f} back for order {order}"


@wrap_tool_call
async def tell_of_trouble(request, handler):
    try:
        return await handler(request)
    except ServiceDown as error:
        content = f"The order service is down: {error}"
        return ToolMessage(content, tool_call_id=request.tool_call["id"], status="error")


graph = create_agent(
    llm,
    tools=[lookup, refund],
    system_prompt="You are a polite clerk.",
    middleware=[
        ModelFallbackMiddleware(fallback),
        ModelRetryMiddleware(max_retries=1, initial_delay=0, jitter=False, on_failure="error"),
        tell_of_trouble,
        HumanInTheLoopMiddleware(interrupt_on={"refund": True}),
    ],
    name="clerk",
)
