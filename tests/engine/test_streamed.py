"""What steps stream, on real graphs: which events, of which nodes, and what is asked for them."""

import pytest
from playing import named, play, seen
from stream_graphs import SOURCE, custom, unknown

SENT = {"messages": [{"role": "user", "content": "Hi"}]}


@pytest.fixture
def observed(tmp_path):
    """Plays steps on one of the graphs; what each step observed."""

    def of(graph, *steps, **more):
        case = play(tmp_path, f"streams.py:{graph}", list(steps), files=FILES, **more)
        return seen(case)

    return of


FILES = {"streams.py": SOURCE}
MESSAGES = {"events": [{"mode": "messages"}]}
LEFT = {"checks": {"left_open": "ignore"}}


def of_mode(found, mode):
    return [event for event in found.events if event["mode"] == mode]


def test_tokens_are_joined_to_one_event_a_message(observed):
    """At the place of the first token, one event for each message, with its node."""
    (found,) = observed("talking", {"invoke": SENT, "expect": MESSAGES})
    assert [(event["mode"], event.get("text")) for event in found.events] == [
        ("custom", None),
        ("messages", "one two"),
        ("messages", "three four"),
    ]
    assert found.events[1] == {
        "mode": "messages",
        "node": "talk",
        "path": "talk",
        "role": "assistant",
        "text": "one two",
        "chunks": 3,
        "tool_calls": [],
    }


def test_inside_a_subgraph_the_path_says_where(observed):
    """Nodes of subgraphs stream too."""
    (found,) = observed("around", {"invoke": SENT, "expect": MESSAGES})
    assert {event["path"] for event in found.events} == {"team/talk"}
    assert [event["text"] for event in of_mode(found, "messages")] == ["one two", "three four"]


def test_a_streamed_tool_call_is_joined_too(observed):
    """Also where only the first piece has the id that the model gave."""
    (found,) = observed("calling", {"invoke": SENT, "expect": MESSAGES})
    first = found.events[0]
    assert (first["text"], first["chunks"]) == ("Let me see", 4)
    assert first["tool_calls"] == [{"name": "refund", "args": {"order": 7}, "id": "c1"}]


@pytest.mark.parametrize(
    ("more", "called"),
    [
        ({}, "whole"),
        ({"expect": {"values": {}}}, "whole"),
        ({"expect": {"events": [{"mode": "custom"}]}}, "whole"),
        ({"expect": {"check": "streams.py:fine"}}, "whole"),
        ({"save": {"all": "$..content"}}, "whole"),
        ({"expect": MESSAGES}, "streamed"),
        ({"expect": {"events": []}}, "streamed"),
        ({"expect": {"events": {"$contains": {"text": "a"}}}}, "streamed"),
        ({"expect": {"paths": {"$.events": []}}}, "streamed"),
        ({"expect": {"paths": {"$['events'][0].text": ""}}}, "streamed"),
        ({"expect": {"paths": {"$.events[?@.mode == 'custom']": []}}}, "whole"),
        ({"save": {"text": "$.events[0].text"}}, "streamed"),
    ],
)
def test_models_are_called_by_their_streaming_methods_only_where_tokens_are_asked_for(
    observed, more, called
):
    """Looking must change nothing: with messages asked for, LangGraph calls models otherwise."""
    (found,) = observed("calling", {"invoke": SENT, **more})
    assert found.last_message["content"] == called


def test_compare_asks_at_the_ends_of_its_branches(tmp_path):
    """And nowhere else."""
    case = play(
        tmp_path,
        "streams.py:calling",
        [{"id": "first", "invoke": SENT}, {"invoke": SENT}],
        {"other": {"from": "first", "steps": [{"invoke": SENT}]}},
        files=FILES,
        compare=[{"branches": ["main", "other"], "equal": ["$.events[*].text"]}],
    )
    ends = [branch.steps[-1].observation for branch in case.branches]
    assert case.outcome == "passed"
    assert [end.last_message["content"] for end in ends] == ["streamed", "streamed"]
    assert case.branches[0].steps[0].observation.last_message["content"] == "whole"


def test_nodes_at_once_cannot_be_told_apart(observed):
    """LangGraph names the graph of a custom event, not the node: the node is null, always."""
    (found,) = observed("parallel", {"invoke": {"log": []}})
    first, second, *after = found.events
    assert sorted((first["data"], second["data"])) == ["a", "b"]
    assert {**first, "data": 0} == {**second, "data": 0} == unknown("", 0)
    assert after == [custom("slow", "slow begins"), custom("slow", "slow ends")]


def test_one_node_many_times_is_that_node(observed):
    """Sent to once for each item."""
    (found,) = observed("fan", {"invoke": {"log": []}})
    assert sorted(found.events, key=str) == [custom("kid", data) for data in "xyz"]


@pytest.mark.parametrize("graph", ["remembering", "inside"])
def test_before_and_after_an_answer(observed, graph):
    """A body that runs again writes again; subgraphs of every kind."""
    asked, answered = observed(graph, {"invoke": {"log": []}}, {"resume": 7})
    assert asked.events == (custom("team/ask", "asks"),)
    assert answered.events == (*asked.events, custom("team/ask", {"heard": 7}))


def test_functions_stream_as_nodes_do(observed):
    """Entrypoints and their tasks."""
    (found,) = observed("flow", {"invoke": 1})
    assert found.events == (
        custom("flow", "begins"),
        custom("flow/work", "at work"),
        custom("flow", "ends"),
    )


def test_updates_and_values_where_they_are_named(observed):
    """An event a node; the state at the beginning and after each superstep that changed it."""
    wanted = [{"mode": "updates"}, {"mode": "values"}]
    (found,) = observed("parallel", {"invoke": {"log": ["w"]}, "expect": {"events": wanted}})
    values = [{"mode": "values", "path": "", "data": {"log": log}} for log in (["w"], [*"wab"])]
    updates = {event["path"]: event["data"] for event in of_mode(found, "updates")}
    assert of_mode(found, "values") == values
    assert updates == {"a": {"log": ["a"]}, "b": {"log": ["b"]}, "slow": None}


def test_questions_are_no_part_of_updates(observed):
    """They are told by interrupts."""
    wanted = {"events": [{"mode": "updates"}, {"mode": "values"}]}
    (found,) = observed("asking", {"invoke": {"log": []}, "expect": wanted}, **LEFT)
    assert of_mode(found, "updates") == []
    assert {str(event["data"]) for event in of_mode(found, "values")} == {"{'log': []}"}


def test_what_was_streamed_before_an_error_is_kept(observed):
    """The step says what it raised, and what came before."""
    (found,) = observed("breaking", {"invoke": SENT, "expect": {"raises": "ValueError"}})
    assert found.events == (custom("broken", "before"),)


def test_anything_may_be_written(observed):
    """Objects are told in normal form."""
    (found,) = observed("oddities", {"invoke": SENT})
    first, second, third = found.events
    assert (first["data"], third["data"]) == ([1, 2], None)
    assert "Odd" in str(second["data"])


def test_steps_that_make_no_call_stream_nothing(observed):
    """Looks, updates and refusals."""
    found = observed(
        "talking",
        {"invoke": SENT},
        {"expect": {"events": []}},
        {"update_state": SENT, "as_node": "talk", "expect": {"events": []}},
        {"resume": 1, "expect": {"refused": {"$present": True}, "events": []}},
    )
    assert [each.events for each in found[1:]] == [(), (), ()]


def test_events_are_judged_in_order_and_in_whole(tmp_path):
    """One of two is too few; the other order is another stream."""
    both = [{"mode": "custom", "data": "begins"}, {"mode": "custom", "data": "ends"}]
    work = {"mode": "custom", "node": "work"}
    case = play(
        tmp_path,
        "streams.py:flow",
        [{"invoke": 1, "expect": {"events": [both[0], work, both[1]]}}],
        {
            "short": {"from": "start", "steps": [{"invoke": 1, "expect": {"events": both}}]},
            "turned": {
                "from": "start",
                "steps": [{"invoke": 1, "expect": {"events": [work, *both]}}],
            },
        },
        files=FILES,
    )
    assert {name: branch.outcome for name, branch in named(case).items()} == {
        "main": "passed",
        "short": "failed",
        "turned": "failed",
    }
