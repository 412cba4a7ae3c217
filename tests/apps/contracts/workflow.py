"""A contract is drafted, checked and signed: LangGraph's functional API."""

from langchain.chat_models import init_chat_model
from langchain_core.messages import HumanMessage
from langgraph.func import entrypoint, task
from langgraph.types import RetryPolicy, interrupt

model = init_chat_model("openai:gpt-4o-mini")


@task(retry_policy=RetryPolicy(max_attempts=2, initial_interval=0.001, retry_on=TimeoutError))
def draft(topic: str) -> str:
    return model.invoke([HumanMessage(f"Draft a contract about {topic}")]).text


@task
def check(text: str, clause: str) -> str:
    return model.invoke([HumanMessage(f"Check the {clause} of: {text}")]).text


@task
def change(text: str, wish: str) -> str:
    return model.invoke(f"Change it: {wish}\n{text}").text


@entrypoint()
def contract(topic: str, *, previous: dict | None = None) -> dict:
    text = draft(topic).result()
    notes = [check(text, clause) for clause in ("price", "term")]
    found = [note.result() for note in notes]
    while (answer := interrupt({"text": text, "notes": found})) != "sign":
        text = change(text, answer).result()
    return {"text": text, "notes": found, "before": (previous or {}).get("text")}
