"""A small application with models of its own, and what was said in it."""

APPLICATION = """\
from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.runnables import RunnableConfig
from langgraph.graph import MessagesState, StateGraph
from langgraph.types import interrupt


class OwnModel(BaseChatModel):
    @property
    def _llm_type(self):
        return "own"

    def bind_tools(self, tools, **kwargs):
        return self.bind(**kwargs)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        raise RuntimeError("the application's own model was asked")


llm, second = OwnModel(), OwnModel()
with_backup = llm.with_fallbacks([second])
stubborn = llm.with_retry(stop_after_attempt=3, wait_exponential_jitter=False)
number = 7


def make_model():
    return OwnModel()


def said(model, state):
    return {"messages": [model.invoke(state["messages"])]}


def swallowing(state):
    try:
        return said(llm, state)
    except BaseException:
        return {"messages": [AIMessage("swallowed")]}


async def said_async(state):
    return {"messages": [await llm.with_fallbacks([second]).ainvoke(state["messages"])]}


def asynchronous():
    return talk(agent=said_async)


def configured():
    def node(state, config: RunnableConfig):
        return said(config["configurable"]["model"], state)

    return talk(agent=node)


def asking_factory():
    llm.invoke("Who are you?")
    return once()


class Held:
    first = OwnModel()
    copied = first.model_copy()
    copied_twice = copied.model_copy()


def copies():
    return talk(
        one=lambda state: said(Held.first, state),
        two=lambda state: said(Held.copied, state),
        three=lambda state: said(Held.copied_twice, state),
    )


def ask(state):
    return {"messages": [("user", interrupt("and now?"))]}


def talk(**nodes):
    graph = StateGraph(MessagesState)
    graph.add_sequence([*((name, node) for name, node in nodes.items())])
    graph.add_edge("__start__", next(iter(nodes)))
    return graph


def chat(model=None):
    model = model or llm
    graph = talk(agent=lambda state: said(model, state), human=ask)
    graph.add_edge("human", "agent")
    return graph


def once(model=llm):
    return talk(agent=lambda state: said(model, state))


def twice():
    return talk(one=lambda state: said(llm, state), two=lambda state: said(llm, state))


def refund(order: int) -> str:
    "Pay money back."
    return f"Paid 20.00 back for order {order}"


def clerk():
    return create_agent(llm, tools=[refund], name="clerk")


def fallen():
    return once(with_backup)


def retried():
    return once(stubborn)


def swallowed():
    return talk(agent=swallowing)
"""


def contents(step):
    """What was said, message by message."""
    return [message["content"] for message in step.observation.values["messages"]]
