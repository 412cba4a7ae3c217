"""A travel agent with a tool that asks the traveller itself, from inside the tool's body."""

from langchain.agents import create_agent
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.tools import tool
from langgraph.types import interrupt


@tool
def book(town: str, nights: int) -> str:
    """Book a hotel room; the traveller may still change the nights."""
    wish = interrupt({"question": f"{nights} nights in {town}?", "nights": nights})
    if not wish:
        return "The traveller does not want it."
    return f"Booked {wish} nights in {town}."


class TravelModel(BaseChatModel):
    """Plays the model: books at once, then repeats what the tool said."""

    @property
    def _llm_type(self) -> str:
        return "travel"

    def bind_tools(self, tools, **kwargs):
        """Take the tools along, as a real model does."""
        return self.bind(tools=[each.name for each in tools], **kwargs)

    def _generate(self, messages: list[BaseMessage], stop=None, run_manager=None, **kwargs):
        last = messages[-1]
        reply = AIMessage(last.text)
        if not isinstance(last, ToolMessage):
            call = {"name": "book", "args": {"town": "Rome", "nights": 3}, "id": "book-1"}
            reply = AIMessage("", tool_calls=[call])
        return ChatResult(generations=[ChatGeneration(message=reply)])


graph = create_agent(TravelModel(), tools=[book])
