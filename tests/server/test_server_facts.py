"""What was measured of LangGraph servers, and the engine leans on."""

import pytest

sdk = pytest.importorskip("langgraph_sdk", reason="langgraph-sdk is the extra server's")


@pytest.fixture
def client(server):
    """A client of the SDK."""
    with sdk.get_sync_client(url=server, api_key=None) as client:
        yield client


def _asked(client, graph, **more):
    thread = client.threads.create()["thread_id"]
    client.runs.wait(thread, graph, input={"notes": ["x"]}, **more)
    return thread


def _stands(client, thread):
    state = client.threads.get_state(thread, subgraphs=True)
    tasks = [(t["id"], t["name"], t["result"], t["interrupts"]) for t in state["tasks"]]
    return state["checkpoint"]["checkpoint_id"], state["values"], state["next"], tasks


def test_a_copied_thread_has_half_answered_questions_with_their_ids(client):
    """And what is done in it does not touch the original."""
    thread = _asked(client, "parallel")
    first, _ = client.threads.get_state(thread)["interrupts"]
    client.runs.wait(thread, "parallel", command={"resume": {first["id"]: "A"}})
    before = _stands(client, thread)
    copy = client.threads.copy(thread)["thread_id"]
    assert _stands(client, copy) == before
    client.runs.wait(copy, "parallel", command={"resume": "B"})
    assert _stands(client, copy)[1]["notes"] == ["x", "left A", "quick", "right B"]
    assert _stands(client, thread) == before


def test_no_subgraph_begins_in_a_copied_thread(client):
    """When this fails, branches of graphs with subgraphs need not be told anew."""
    thread = _asked(client, "later")
    copy = client.threads.copy(thread)["thread_id"]
    with pytest.raises(Exception, match=r"KeyError: 'team:"):
        client.runs.wait(copy, "later", command={"resume": "A"})


def test_an_old_answer_wins_at_an_old_checkpoint(client):
    """As in a process (issue 6663)."""
    thread = _asked(client, "later", interrupt_after=["ask"])
    old = {"checkpoint_id": _stands(client, thread)[0], "checkpoint_ns": ""}
    for answer, at in (("first", None), ("other", old)):
        client.runs.wait(
            thread, "later", command={"resume": answer}, checkpoint=at, interrupt_after=["ask"]
        )
        assert _stands(client, thread)[1]["notes"] == ["x", "first"]


def test_config_and_context_are_refused_together(client):
    """When this fails, a scenario may give both."""
    thread = client.threads.create()["thread_id"]
    with pytest.raises(Exception, match="both configurable and context"):
        client.runs.wait(
            thread, "twice", input={}, config={"configurable": {"a": 1}}, context={"b": 2}
        )
