"""Names in a file, held against what is known of its graph: each misspelt one is told of where
it stands, and nothing else is."""

import textwrap

import pytest

from scenario_runner.language.knowledge import Knowledge, KnownChannel, KnownNode
from scenario_runner.language.load import unknown_names


def channels(*names):
    return tuple(KnownChannel(name=name) for name in names)


SHOP = Knowledge(
    nodes=(KnownNode(name="quote"), KnownNode(name="ask")), channels=channels("price", "paid")
)
GRAPH = Knowledge(
    nodes=(
        KnownNode(name="draft"), KnownNode(name="review"), KnownNode(name="shop", graph=SHOP),
        KnownNode(name="agent", closed=False),
    ),
    channels=channels("topic", "status", "messages"),
    inputs=("topic",),
    outputs=("status",),
)  # fmt: skip
CLOSED = Knowledge(
    nodes=GRAPH.nodes[:3], channels=GRAPH.channels, inputs=GRAPH.inputs, outputs=GRAPH.outputs
)

HEAD = """\
scenario: A scenario
graph: {graph}
steps:
  - id: one
    invoke: {{topic: tea}}
    expect: {{next: []}}
"""


@pytest.fixture
def told(tmp_path, monkeypatch):
    """What is said of steps that follow the first one."""
    monkeypatch.chdir(tmp_path)

    def told(steps, known=CLOSED, graph="a_module:graph"):
        text = HEAD.format(graph=graph) + textwrap.indent(textwrap.dedent(steps), "  ")
        (tmp_path / "a.scenario.yaml").write_text(text)
        problems = unknown_names("a.scenario.yaml", {None: {"main": known, "other": known}})
        return [
            f"{problem.severity[0]} {_at(text, problem.place)}: {problem.message}; {problem.hint}"
            for problem in problems
        ]

    return told


def _at(text, place):
    line = text.splitlines()[place.line - 1]
    return line[place.column - 1 : place.column - 1 + place.length]


NODES = "its nodes are: draft, review, shop"
WRONG = {
    "- {invoke: {topik: x}}": 'e topik: the graph takes no "topik"; did you mean "topic"?',
    "- {invoke: {status: x}}": (
        'e status: the graph takes no "status"; it is a channel of the state alone; it takes topic'
    ),
    "- {update_state: {statuz: x}}": (
        'e statuz: the graph has no channel "statuz"; did you mean "status"?'
    ),
    "- {update_state: {status: x}, as_node: __start__}": (
        'e status: the graph takes no "status"; it is a channel of the state alone; it takes topic'
    ),
    "- {update_state: null, as_node: revew}": (
        'e revew: the graph has no node "revew"; did you mean "review"?'
    ),
    "- {command: {update: {zzz: 1}}}": (
        'e zzz: the graph has no channel "zzz"; its channels are: topic, status, messages'
    ),
    "- {command: {goto: [draft, zzz]}}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "- {command: {goto: zzz}}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "- {invoke: null, interrupt_before: [zzz, draft]}": (
        f'e zzz: the graph has no node "zzz"; {NODES}'
    ),
    "- {invoke: null, interrupt_after: zzz}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "- {resume_map: {shop/askk: 1, 'shop#2/ask[1]': 2}}": (
        'e shop/askk: "shop" has no node "askk"; did you mean "ask"?'
    ),
    "- {resume_map: {review/x: 1}}": (
        'e review/x: the node "review" holds no graph; name the node alone'
    ),
    "- {resume_map: [{interrupt: {path: [shap], node: ask}, value: 1}]}": (
        'e [shap]: the graph has no node "shap"; did you mean "shop"?'
    ),
    "- {resume_map: [{interrupt: {node: askk}, value: 1}]}": (
        'e askk: the graph has no node "askk"; did you mean "ask"?'
    ),
    "- {invoke: null, at: {before: shop/quot}}": (
        'e shop/quot: "shop" has no node "quot"; did you mean "quote"?'
    ),
    "- {invoke: null, at: {in: one, next: [drat]}}": (
        'e drat: the graph has no node "drat"; did you mean "draft"?'
    ),
    "- {invoke: null, save: {x: $.values.topik}}": (
        'e $.values.topik: the graph has no channel "topik"; did you mean "topic"?'
    ),
}
WRONG_EXPECTED = {
    "{next: [zzz]}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "{next: {$contains: zzz}}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "{next: {$not: {$contains: zzz}}}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "{visited: [draft, [zzz, review]]}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "{visited: {$unordered: [{$any_of: [draft, zzz]}]}}": (
        f'e zzz: the graph has no node "zzz"; {NODES}'
    ),
    "{interrupts: [{node: zzz}]}": (
        'e zzz: the graph has no node "zzz"; its nodes are: draft, review, shop, quote, ask'
    ),
    "{interrupts: {$each: {path: shop/zzz}}}": (
        'e shop/zzz: "shop" has no node "zzz"; its nodes are: quote, ask'
    ),
    "{executions: {zzz: 0}}": f'e zzz: the graph has no node "zzz"; {NODES}',
    "{values: {statuz: x}}": 'e statuz: the graph has no channel "statuz"; did you mean "status"?',
    "{values: {$all_of: [{$not: {statuz: x}}]}}": (
        'e statuz: the graph has no channel "statuz"; did you mean "status"?'
    ),
    "{values: {statuz: {$absent: true}}}": (
        'w statuz: the graph has no channel "statuz"; did you mean "status"?'
    ),
    "{output: {topic: x}}": (
        'e topic: the graph\'s output has no "topic"; it is a channel of the state alone; '
        "it has status"
    ),
    "{subgraphs: {shap: {next: []}}}": (
        'e shap: the graph has no node "shap"; did you mean "shop"?'
    ),
    "{subgraphs: {draft: {next: []}}}": (
        'e draft: the node "draft" holds no graph; graphs are in: shop'
    ),
    "{subgraphs: {shop: {next: [askk]}}}": (
        'e askk: the graph has no node "askk"; did you mean "ask"?'
    ),
    "{subgraphs: {shop: {values: {prize: 1}}}}": (
        'e prize: the graph has no channel "prize"; did you mean "price"?'
    ),
    "{paths: {$.values.statuz: x}}": (
        'e $.values.statuz: the graph has no channel "statuz"; did you mean "status"?'
    ),
    "{paths: {$.subgraphs.shop.values.prize: x}}": (
        'e $.subgraphs.shop.values.prize: the graph has no channel "prize"; did you mean "price"?'
    ),
    "{paths: {\"$.executions['shop/askk']\": x}}": (
        'e "$.executions[\'shop/askk\']": "shop" has no node "askk"; did you mean "ask"?'
    ),
}


@pytest.mark.parametrize("steps", WRONG)
def test_what_a_step_names(told, steps):
    """Is told where it stands, with what was meant or what there is."""
    assert told(steps) == [WRONG[steps]]


@pytest.mark.parametrize("expect", WRONG_EXPECTED)
def test_what_a_step_expects(told, expect):
    """Also inside of matchers."""
    assert told(f"- {{invoke: null, expect: {expect}}}") == [WRONG_EXPECTED[expect]]


RIGHT = """\
- {invoke: {topic: x}, expect: {next: [draft, {$matches: ^re}, "{{ x }}", __start__]}}
- {invoke: "{{ x }}", expect: {values: {$contains: anything, $length: 2}, next: "{{ x }}"}}
- {invoke: [1, 2], expect: {values: {secret: {$absent: true}, status: {$literal: {zzz: 1}}}}}
- {invoke: {$python: "a:b"}, expect: {interrupts: {$length: 2}, visited: {$length: 3}}}
- {update_state: {$file: x.json}, as_node: __copy__}
- {resume_map: {"shop#1/ask[0]": 1, "draft#2": 3}, expect: {executions: {shop/quote: 1}}}
- {command: {goto: [__end__, "{{ x }}"]}, expect: {output: {status: {zzz: 1}}}}
- {invoke: {zzz: 1}, expect: {raises: {type: InvalidUpdateError}}}
- {resume_map: {zzz: 1}, expect: {refused: {$contains: zzz}}}
- {resume: 1, interrupt_before: "*", expect: {interrupts: [{node: quote, path: shop/quote}]}}
- {invoke: null, expect: {paths: {"$.duration": 1, "$..zzz": 1, "$.values[*]": 1}}}
- {invoke: null, expect: {subgraphs: {shop: {interrupts: [{node: ask, path: shop/ask}]}}}}
"""


@pytest.mark.parametrize("graph", [CLOSED, GRAPH, Knowledge()])
def test_what_is_right(told, graph):
    """Names that are there, LangGraph's own, templates, matchers on texts, and whatever is
    meant to go wrong."""
    assert told(RIGHT, graph) == []


def test_what_cannot_be_known(told):
    """Is not judged, whatever it is."""
    steps = "\n".join([*WRONG, *(f"- {{invoke: null, expect: {one}}}" for one in WRONG_EXPECTED)])
    assert told(steps, Knowledge()) == []


OPEN = {
    "{interrupts: [{node: zzz}]}": [],
    "{interrupts: [{node: reviw}]}": [
        (
            'w reviw: no node "reviw" is known; did you mean "review"? '
            "A graph that a node calls by itself is not seen"
        )
    ],
    "{interrupts: [{path: agent/anything/deeper}]}": [],
    "{executions: {agent/anything: 1}}": [],
    "{subgraphs: {agent: {values: {zzz: 1}, next: [zzz]}}}": [],
    "{paths: {$.subgraphs.agent.values.zzz: 1}}": [],
    "{interrupts: [{path: agnt/anything}]}": [
        'e agnt/anything: the graph has no node "agnt"; did you mean "agent"?'
    ],
}


@pytest.mark.parametrize("expect", OPEN)
def test_where_a_node_may_hold_a_graph_that_is_not_seen(told, expect):
    """Its inner names are its own; what looks misspelt elsewhere is a warning."""
    assert told(f"- {{invoke: null, expect: {expect}}}", GRAPH) == OPEN[expect]


def test_what_the_graph_says_of_itself(told):
    """Its stops and its conversation."""
    graph = "{ref: a_module:graph, interrupt_before: [zzz], messages: mesages}"
    assert told("- {invoke: null}", graph=graph) == [
        f'e zzz: the graph has no node "zzz"; {NODES}',
        'e mesages: the graph has no channel "mesages"; did you mean "messages"?',
    ]


def test_branches_and_paths_beside_the_steps(told):
    """Where branches leave, and what `compare` and `ignore` look at."""
    steps = """\
    - {id: two, invoke: null}
    """
    more = """
ignore: [$.values.topik]
compare: [{branches: [main, other], equal: [$.values.stats], differ: [$.next]}]
branches:
  other: {from: {before: drft}, steps: [{invoke: null}]}
  unknown: {from: {before: drft}, steps: [{invoke: {zzz: 1}}]}
"""
    text = HEAD.format(graph="a_module:graph") + steps[2:] + more
    from pathlib import Path

    Path("a.scenario.yaml").write_text(text)
    found = unknown_names("a.scenario.yaml", {None: {"main": CLOSED, "other": CLOSED}})
    assert [(problem.place.line, problem.message) for problem in found] == [
        (9, 'the graph has no channel "topik"'),
        (10, 'the graph has no channel "stats"'),
        (12, 'the graph has no node "drft"'),
    ]


def test_graphs_that_differ_from_row_to_row(tmp_path, monkeypatch):
    """Each row is held against its own; a path beside the steps needs to be in one of them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.scenario.yaml").write_text(
        "scenario: A\n"
        'graph: {ref: "a:b", args: {x: "{{ kind }}"}}\n'
        "parameters: [{id: one, kind: 1}, {id: two, kind: 2}]\n"
        "steps: [{invoke: {topic: x}, expect: {next: [draft]}}]\n"
    )
    known = {"one": {"main": CLOSED}, "two": {"main": SHOP}}
    problems = unknown_names("a.scenario.yaml", known)
    assert [problem.message for problem in problems] == ['the graph has no node "draft"']
    assert unknown_names("a.scenario.yaml", {"one": {"main": CLOSED}}) == ()
