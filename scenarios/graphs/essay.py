"""The functional API: an entrypoint that writes an essay in a task and asks for a review."""

from langgraph.func import entrypoint, task
from langgraph.types import interrupt


@task
def write(topic: str) -> str:
    return f"An essay about {topic}"


@entrypoint()
def essay(topic: str) -> dict:
    """Write, ask, and give back both."""
    text = write(topic).result()
    verdict = interrupt({"text": text, "question": "Good enough?"})
    return {"text": text, "published": verdict}
