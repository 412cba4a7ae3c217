"""What scripted models lean on in LangChain and LangGraph: a release that changes it fails here."""

from abc import ABCMeta

import pytest
from langchain.agents import create_agent
from langchain.chat_models import init_chat_model
from langchain_core.caches import InMemoryCache
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from langchain_core.runnables import ConfigurableField, RunnableBinding
from langchain_core.runnables.config import ensure_config
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import MessagesState, StateGraph
from pydantic import BaseModel, Field


class Own(BaseChatModel):
    name_of_it: str = "own"

    @property
    def _llm_type(self):
        return "own"

    def bind_tools(self, tools, **kwargs):
        return self.bind(tools=[], **kwargs)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=AIMessage("own"))])


def other(kind, **methods):
    """A class that inherits from a model's, made without pydantic."""
    return ABCMeta.__new__(type(kind), kind.__name__, (kind,), methods)


def says(text):
    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        return ChatResult(generations=[ChatGeneration(message=AIMessage(text))])

    return _generate


class Mood(BaseModel):
    """A mood."""

    mood: str


def test_a_model_may_get_another_class():
    """Fields, validation and equality stay; other objects of its class are not touched."""
    model, untouched = Own(name_of_it="a"), Own()
    object.__setattr__(model, "__class__", other(Own, _generate=says("other")))
    assert (model.invoke("x").text, untouched.invoke("x").text) == ("other", "own")
    assert isinstance(model, Own)
    assert model.model_dump()["name_of_it"] == "a"
    model.name_of_it = "b"
    assert type(model)(name_of_it="c").invoke("x").text == "other"
    object.__setattr__(model, "__class__", Own)
    assert (model.invoke("x").text, model.name_of_it) == ("own", "b")


def test_what_is_bound_to_a_model_keeps_the_object():
    """So do retries, fallbacks, structured output and configurable fields."""
    model = Own()
    for bound in (model.bind(stop=["x"]), model.bind_tools([]), model.with_config(tags=["x"])):
        assert isinstance(bound, RunnableBinding)
        assert bound.bound is model
    assert model.with_retry().bound is model
    assert model.with_fallbacks([Own()]).runnable is model
    assert model.with_structured_output(Mood).first.bound is model
    assert model.configurable_fields(name_of_it=ConfigurableField(id="n")).default is model


def test_copies_are_made_by_the_copy_methods():
    """`model_copy` calls them, so that whoever replaces them hears of every copy."""
    heard = []

    class Heard(Own):
        def __copy__(self):
            heard.append("copy")
            return super().__copy__()

        def __deepcopy__(self, memo=None):
            heard.append("deepcopy")
            return super().__deepcopy__(memo)

    Heard().model_copy(update={"name_of_it": "b"})
    Heard().model_copy(deep=True)
    assert heard == ["copy", "deepcopy"]


def test_streams_are_not_given_a_run_manager():
    """Which node asks is known from the config alone."""
    given = []

    class Streaming(Own):
        def _stream(self, messages, stop=None, run_manager=None, **kwargs):
            given.append((run_manager, (ensure_config().get("metadata") or {})))
            yield ChatGenerationChunk(message=AIMessageChunk("x"))

    model = Streaming()

    def agent(state: MessagesState):
        return {"messages": [AIMessage("".join(c.text for c in model.stream(state["messages"])))]}

    graph = StateGraph(MessagesState).add_node("agent", agent).add_edge("__start__", "agent")
    graph.compile().invoke({"messages": ["x"]})
    ((manager, metadata),) = given
    assert manager is None
    assert metadata["langgraph_checkpoint_ns"].partition(":")[0] == "agent"


def test_only_exceptions_are_retried_and_fallen_back_from():
    """What is no Exception goes through."""

    class Loud(BaseException):
        pass

    asked = []

    class Broken(Own):
        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            asked.append(1)
            raise Loud

    model = Broken()
    for wrapped in (model.with_retry(stop_after_attempt=3), model.with_fallbacks([Own()])):
        with pytest.raises(Loud):
            wrapped.invoke("x")
    assert asked == [1, 1]


def test_an_agent_tells_its_name_and_its_place():
    """Agents inside a graph are addressed by the nodes around them."""
    seen = []

    class Seen(Own):
        def _generate(self, messages, stop=None, run_manager=None, **kwargs):
            seen.append(run_manager.metadata)
            return super()._generate(messages)

    agent = create_agent(Seen(), tools=[], name="clerk")
    graph = StateGraph(MessagesState).add_node("desk", agent).add_edge("__start__", "desk")
    graph.compile().invoke({"messages": ["x"]})
    (metadata,) = seen
    names = [part.partition(":")[0] for part in metadata["langgraph_checkpoint_ns"].split("|")]
    assert names == ["desk", "model"]
    assert metadata.get("lc_agent_name", "clerk") == "clerk"  # older releases do not tell it


def test_a_model_chosen_by_each_call_is_made_by_one_method():
    """`_model`, of the defaults that it was given and of what was queued on it."""
    proxy = init_chat_model(model="m", model_provider="openai", configurable_fields=("model",))
    assert type(proxy).__name__ == "_ConfigurableModel"
    bound = proxy.bind_tools([])
    assert bound is not proxy
    assert bound._default_config == proxy._default_config
    assert [name for name, _, _ in bound._queued_declarative_operations] == ["bind_tools"]
    asked = []
    own = type(proxy)._model
    try:
        type(proxy)._model = lambda self, config=None: asked.append(self) or Own()
        assert proxy.invoke("x").text == "own"
    finally:
        type(proxy)._model = own
    assert asked == [proxy]


class Heard(Own):
    """Notes which of its methods are called."""

    heard: list = Field(default_factory=list)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        self.heard.append("_generate")
        return super()._generate(messages)

    def _stream(self, messages, stop=None, run_manager=None, **kwargs):
        self.heard.append("_stream")
        yield ChatGenerationChunk(message=AIMessageChunk("own"))

    def _generate_with_cache(self, *args, **kwargs):
        self.heard.append("cache")
        return super()._generate_with_cache(*args, **kwargs)


def test_where_a_model_that_is_overheard_is_asked():
    """Below the caches, or past them where it streams; an answer from a cache is seen above."""
    model = Heard()
    model.invoke("x")
    assert model.heard == ["cache", "_generate"]
    model.heard.clear()
    list(model.stream("x"))
    assert model.heard == ["_stream"]
    cached = Heard(cache=InMemoryCache())
    cached.invoke("x")
    cached.heard.clear()
    cached.invoke("x")
    assert cached.heard == ["cache"]


def test_tasks_of_one_superstep_know_one_checkpoint():
    """And those of the next another one: so calls that may come in any order are known."""
    seen = []

    def note(state):
        config = ensure_config()
        node = config["metadata"]["langgraph_checkpoint_ns"].partition(":")[0]
        seen.append((node, config["configurable"]["checkpoint_map"][""]))

    graph = StateGraph(MessagesState)
    for name in ("a", "b", "c"):
        graph.add_node(name, note)
    graph.add_edge("__start__", "a")
    graph.add_edge("__start__", "b")
    graph.add_edge(["a", "b"], "c")
    graph.compile(checkpointer=InMemorySaver()).invoke({}, {"configurable": {"thread_id": "1"}})
    known = dict(seen)
    assert known["a"] == known["b"] != known["c"]


def test_classes_of_models_that_are_made_later_are_told_of(monkeypatch):
    """By the hook of pydantic, whose own is still called."""
    made = []

    def hook(kind, /, **options):
        super(BaseChatModel, kind).__pydantic_init_subclass__(**options)
        made.append(kind.__name__)

    monkeypatch.setattr(
        BaseChatModel, "__pydantic_init_subclass__", classmethod(hook), raising=False
    )
    type("Later", (Own,), {"__module__": __name__})
    assert made == ["Later"]
