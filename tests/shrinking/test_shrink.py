"""Shrinking real scenarios, played by a real worker."""

import pytest
import yaml

from scenario_runner.shrinking.shrink import NotShrunk, Shrunk, shrink
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_workers
from scenario_runner.suite.selection import select

ASKS = """\
graph:
  state: {status: string, messages: messages}
  nodes:
    review:
      interrupt: {question: Publish?}
      returns: {status: "{{ 'published' if answer else 'rejected' }}"}
  edges: [START -> review -> END]
"""
GRAPH = """
import os, time
from langgraph.graph import StateGraph

def node(state):
    if state["do"] == "hang":
        while True:
            time.sleep(1)
    if state["do"] == "die":
        os._exit(7)
    return {"do": "nothing"}

graph = StateGraph(dict).add_node(node).set_entry_point("node")
"""


@pytest.fixture(scope="module")
def place():
    """A warm process for all runs."""
    with in_workers(1) as place:
        yield place


@pytest.fixture
def shrunk(tmp_path, place):
    """Shrinks the scenario of a text; the others are files beside it."""

    def shrunk(text, selector="", seconds=100.0, timeout=None, **others):
        (tmp_path / "pyproject.toml").touch()
        for name, content in others.items():
            (tmp_path / name.replace("_", ".")).write_text(content)
        path = tmp_path / "long.scenario.yaml"
        path.write_text(text)
        (case,) = select((f"{path}{selector}",), Options())
        written = tmp_path / "short.scenario.yaml"
        return shrink(case, written, place, seconds=seconds, timeout=timeout)

    return shrunk


def data_of(shrunk):
    """What the shrunk scenario says."""
    assert isinstance(shrunk, Shrunk), shrunk
    assert shrunk.is_smallest
    return yaml.safe_load(shrunk.text)


def test_the_branch_that_was_named_is_what_is_left(shrunk):
    """In one line; the other failures of the file are no matter."""
    told = shrunk(
        "scenario: Two wrongs\n" + ASKS + "steps:\n"
        "  - {id: asked, invoke: {messages: [hello]}, expect: {next: []}}\n"
        "branches:\n"
        "  approve: {from: asked, steps: [{resume: true, expect: {values: {status: x}}}]}\n"
        "  reject:\n"
        "    from: asked\n"
        "    steps: [{resume: false, expect: {values: {status: published}}}]\n",
        "::Two wrongs::reject",
    )
    assert data_of(told)["steps"] == [
        {"invoke": {}},
        {"resume": False, "expect": {"values": {"status": "published"}}},
    ]
    assert "branches" not in data_of(told)
    assert told.text.startswith(
        "# The smallest scenario found that fails so: values at $.values.status: "
        'expected "published", got "rejected"\n'
    )
    assert (told.before.steps, told.before.branches) == (3, 3)
    assert (told.after.steps, told.after.branches) == (2, 1)


def test_a_row_becomes_plain_values(shrunk):
    """`parameters`, `for_each` and variables are said in place."""
    told = shrunk(
        "scenario: Rows\n" + ASKS + "variables: {say: hello}\n"
        "parameters: [{id: a, want: rejected, how: true}, {id: b, want: published, how: false}]\n"
        "steps:\n"
        '  - {id: asked, invoke: {messages: ["{{ say }}"]}}\n'
        "branches:\n"
        "  each:\n"
        "    from: asked\n"
        "    for_each: [{id: x, yes_or_no: true}]\n"
        '    steps: [{resume: "{{ how }}", expect: {values: {status: "{{ want }}"}}}]\n',
        "::Rows[b]",
    )
    assert data_of(told)["steps"][-1] == {
        "resume": False,
        "expect": {"values": {"status": "published"}},
    }
    assert not {"parameters", "variables", "branches"} & set(data_of(told))


def test_what_is_included_is_shrunk_too(shrunk):
    """The shrunk scenario stands alone."""
    told = shrunk(
        "scenario: Included\n" + ASKS + "steps:\n  - $include: steps.yaml\n",
        steps_yaml="- {invoke: {messages: [hello]}}\n"
        "- {resume: false, expect: {values: {status: published}}}\n",
    )
    assert "$include" not in told.text
    assert len(data_of(told)["steps"]) == 2


def test_two_branches_that_should_not_differ(shrunk):
    """A comparison needs both of its branches."""
    told = shrunk(
        "scenario: Differ\n" + ASKS + "steps:\n"
        "  - {id: asked, invoke: {messages: [hello]}}\n  - resume: true\n"
        "branches:\n"
        "  reject: {from: asked, steps: [{resume: false}]}\n"
        "  third: {from: asked, steps: [{resume: true}]}\n"
        "compare: [{branches: [main, reject], equal: ['$.values.status', '$.next']}]\n"
    )
    data = data_of(told)
    assert list(data["branches"]) == ["reject"]
    assert data["compare"] == [{"branches": ["main", "reject"], "equal": ["$.values.status"]}]


@pytest.mark.parametrize(
    ("do", "timeout", "kind"), [("hang", 1.0, "timeout"), ("die", None, "died")]
)
def test_a_graph_that_hangs_or_dies_is_shrunk_too(shrunk, do, timeout, kind):
    """Each run in a process that may end."""
    told = shrunk(
        "scenario: Bad\ndescription: Words.\ngraph: graph.py:graph\nsteps:\n"
        f"  - {{invoke: {{do: well}}}}\n  - {{invoke: {{do: {do}}}, description: Oh.}}\n",
        timeout=timeout,
        graph_py=GRAPH,
    )
    assert told.failure.kind == kind
    assert data_of(told)["steps"] == [{"invoke": {"do": do}}]


def test_a_failure_that_was_foretold_is_shrunk_as_one(shrunk):
    """`expect_failure` is for suites."""
    told = shrunk(
        "scenario: Foretold\nexpect_failure: a bug\n" + ASKS + "steps:\n"
        "  - {invoke: {}, expect: {next: []}}\n"
    )
    assert "expect_failure" not in data_of(told)


def test_what_passes_cannot_be_shrunk(shrunk):
    """It says how it ended."""
    told = shrunk("scenario: Well\n" + ASKS + "steps:\n  - {invoke: {}}\n")
    assert isinstance(told, NotShrunk)
    assert told.reason == "it does not fail: passed"


def test_what_fails_now_and_then_cannot_be_shrunk(shrunk):
    """A search would end anywhere."""
    told = shrunk(
        "scenario: Odd\ngraph: graph.py:graph\nsteps:\n  - {invoke: {do: well}}\n",
        graph_py="""
from pathlib import Path
from langgraph.graph import StateGraph

SEEN = Path(__file__).with_name("seen")

def node(state):
    seen = SEEN.exists()
    SEEN.touch()
    assert seen
    return {}

graph = StateGraph(dict).add_node(node).set_entry_point("node")
""",
    )
    assert isinstance(told, NotShrunk)
    assert told.reason == "it fails only now and then: raised: the graph raised AssertionError"


def test_without_time_the_smallest_so_far_is_given(shrunk):
    """And it is said that it may not be the smallest."""
    told = shrunk(
        "scenario: Hurry\n" + ASKS + "steps:\n  - {invoke: {}, expect: {next: []}}\n",
        seconds=1e-9,
    )
    assert isinstance(told, NotShrunk | Shrunk)
    assert not (isinstance(told, Shrunk) and told.is_smallest)


def test_the_same_scenario_always_shrinks_to_the_same(shrunk):
    """Nothing is drawn."""
    text = (
        "scenario: Same\n"
        + ASKS
        + "steps:\n"
        + (
            "  - {invoke: {messages: [hello]}}\n"
            "  - {resume: false, expect: {values: {status: published}, visited: [review]}}\n"
        )
    )
    assert shrunk(text).text == shrunk(text).text


def test_what_is_said_in_fewer_words(shrunk):
    """One thread is none, what is looked at is expected of the step before, and graphs inside the
    graph lose nodes too."""
    told = shrunk(
        "scenario: Wordy\n"
        "graph:\n"
        "  state: {status: string}\n"
        "  nodes:\n"
        "    team:\n"
        "      graph:\n"
        "        state: {status: string}\n"
        "        nodes: {idle: {}, set: {returns: {status: done}}}\n"
        "        edges: [START -> idle -> set]\n"
        "  edges: [START -> team]\n"
        "steps:\n"
        "  - {thread: ada, invoke: {}}\n"
        "  - {thread: ada, expect: {values: {status: open}}}\n"
    )
    data = data_of(told)
    assert data["steps"] == [{"invoke": {}, "expect": {"values": {"status": "open"}}}]
    assert list(data["graph"]["nodes"]["team"]["graph"]["nodes"]) == ["set"]


TWICE_REJECTED = """\
graph:
  state: {status: string, messages: messages}
  nodes:
    draft: {returns: {status: rejected}}
    review: {interrupt: Publish, returns: {status: "{{ 'published' if answer else 'rejected' }}"}}
    approve: {interrupt: Sure, returns: {status: approved}}
  edges: [START -> draft -> review -> approve]
"""


@pytest.mark.parametrize(
    ("branch", "steps"),
    [
        (
            "rejected",
            [{"invoke": {}}, {"resume": False, "expect": {"values": {"status": "published"}}}],
        ),
        ("asked-again", [{"invoke": {}}, {"resume": True, "expect": {"interrupts": []}}]),
        (
            "looks",
            [{"invoke": {}}, {"resume": False, "expect": {"values": {"status": "published"}}}],
        ),
    ],
)
def test_another_failure_that_looks_alike_is_another(shrunk, branch, steps):
    """The draft is rejected too, and the first question is one too many as well; but the answer
    is what the failure is about, also where a step only looks at what it has led to."""
    told = shrunk(
        "scenario: Alike\n" + TWICE_REJECTED + "checks: {left_open: ignore}\nsteps:\n"
        "  - {id: asked, invoke: {messages: [hello]}}\n"
        "branches:\n"
        "  rejected:\n"
        "    from: asked\n"
        "    steps: [{resume: false, expect: {values: {status: published}}}]\n"
        "  asked-again:\n"
        "    from: asked\n"
        "    steps: [{resume: true, expect: {interrupts: []}}]\n"
        "  looks:\n"
        "    from: asked\n"
        "    steps: [{resume: false}, {reload: true}, {expect: {values: {status: published}}}]\n",
        f"::Alike::{branch}",
    )
    assert data_of(told)["steps"] == steps


def test_the_same_error_of_another_node_is_another(shrunk):
    """Without the input, the other one raises it."""
    told = shrunk(
        "scenario: Closed\n"
        "graph:\n"
        "  state: {to: {type: string, default: bank}, notes: list}\n"
        "  nodes:\n"
        "    choose: {goto: '{{ state.to }}'}\n"
        "    bank: {raises: {type: TimeoutError, message: closed}}\n"
        "    shop: {raises: {type: TimeoutError, message: closed}}\n"
        "  edges: [START -> choose]\n"
        "steps:\n  - {invoke: {to: shop, notes: [some]}}\n"
    )
    data = data_of(told)
    assert data["steps"] == [{"invoke": {"to": "shop"}}]
    assert told.failure.raised_in == "shop"
    assert "bank" not in data["graph"]["nodes"]


def test_the_same_error_of_another_line_is_another(shrunk):
    """As the traceback tells it."""
    told = shrunk(
        "scenario: Lines\ngraph: graph.py:graph\nsteps:\n"
        "  - {invoke: {far: true, notes: [some]}}\n",
        graph_py="""
from langgraph.graph import StateGraph

def node(state):
    if state.get("far"):
        raise ValueError("no good")
    raise ValueError("no good")

graph = StateGraph(dict).add_node(node).set_entry_point("node")
""",
    )
    assert data_of(told)["steps"] == [{"invoke": {"far": True}}]


def test_another_complaint_of_a_check_is_another(shrunk):
    """Though it comes of the same function."""
    told = shrunk(
        "scenario: Complains\ngraph: graph.py:graph\nsteps:\n"
        "  - {invoke: {price: -1, notes: [some]}, expect: {check: 'graph.py:sound'}}\n",
        graph_py="""
from langgraph.graph import StateGraph

def sound(observation):
    if "price" not in observation["values"]:
        return ["it has no price"]
    return ["its price is negative"] if observation["values"]["price"] < 0 else []

graph = StateGraph(dict).add_node("node", lambda state: state).set_entry_point("node")
""",
    )
    assert told.failure.said == "its price is negative"
    assert data_of(told)["steps"] == [
        {"invoke": {"price": -1}, "expect": {"check": "graph.py:sound"}}
    ]


def test_what_is_left_passes_once_the_fault_is_mended(shrunk):
    """No other item of the list becomes wrong as texts get shorter."""
    graph = """\
graph:
  state: {log: {type: list, default: [], reducer: append}}
  nodes:
    write: {returns: {log: drafted}}
    ask: {interrupt: text, returns: {log: "text: {{ answer }}"}}
  edges: [START -> write -> ask -> END]
"""
    text = f"""\
scenario: Log
{graph}
steps:
  - invoke: {{}}
  - resume: Happy birthday
    expect: {{values: {{log: [written, "text: Happy birthday"]}}}}
"""
    found = shrunk(text)
    (*_, last) = data_of(found)["steps"]
    assert last["expect"]["values"]["log"] == ["written", f"text: {last['resume']}"]
