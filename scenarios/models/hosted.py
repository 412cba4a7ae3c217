"""A chat model that a company hosts itself; nobody has its server on their desk."""

import json
from urllib.request import Request, urlopen

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.utils.function_calling import convert_to_openai_tool


class HostedModel(BaseChatModel):
    """Asks the model server of the house."""

    url: str = "http://models.example.test/chat"

    @property
    def _llm_type(self) -> str:
        return "hosted"

    def bind_tools(self, tools, *, tool_choice=None, **kwargs):
        """Tell the server of the tools."""
        told = [convert_to_openai_tool(tool) for tool in tools]
        return self.bind(tools=told, tool_choice=tool_choice, **kwargs)

    def _generate(self, messages, stop=None, run_manager=None, **kwargs):
        body = json.dumps({"messages": [message.text for message in messages], **kwargs})
        with urlopen(Request(self.url, body.encode())) as response:  # noqa: S310  # the url is the house's own
            said = json.load(response)
        return ChatResult(generations=[ChatGeneration(message=AIMessage(**said))])
