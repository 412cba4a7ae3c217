"""One client for all of the newsroom."""

from langchain_openai import ChatOpenAI


class Models:
    def __init__(self) -> None:
        self.chat = ChatOpenAI(model="gpt-4o-mini", streaming=True)
        self.careful = self.chat.model_copy(update={"temperature": 0.0})


models = Models()
