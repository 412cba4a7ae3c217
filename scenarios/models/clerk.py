"""A clerk for refunds: an agent that is compiled when this file is imported."""

from langchain.agents import create_agent
from langchain.agents.middleware import HumanInTheLoopMiddleware
from langchain_core.tools import tool

from scenarios.models.hosted import HostedModel

llm = HostedModel()


@tool
def lookup(order: int) -> str:
    """What an order cost."""
    return f"Order {order} cost 20.00"


@tool
def refund(order: int, amount: float) -> str:
    """Pay the amount of an order back."""
    return f"Paid {amount:.2f} back for order {order}"


graph = create_agent(
    llm,
    tools=[lookup, refund],
    system_prompt="You are a polite clerk.",
    middleware=[HumanInTheLoopMiddleware(interrupt_on={"refund": True})],
)
