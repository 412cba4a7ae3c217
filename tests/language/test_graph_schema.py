"""The schema with a graph's names offers them, and takes all that the plain one takes."""

import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenario_runner.language.graph_schema import graph_schema
from scenario_runner.language.knowledge import Knowledge, KnownChannel, KnownNode
from scenario_runner.language.schema import scenario_schema
from scenario_runner.language.source import read

PROJECT = Path(__file__).parents[2]
INNER = Knowledge(nodes=(KnownNode(name="ask"),), channels=(KnownChannel(name="price"),))
GRAPH = Knowledge(
    nodes=(
        KnownNode(name="draft", description="Writes a draft."),
        KnownNode(name="shop", graph=INNER),
    ),
    channels=(KnownChannel(name="topic", type="str"), KnownChannel(name="status")),
    inputs=("topic",),
    outputs=("status",),
    context=("user",),
)
SCHEMA = graph_schema(GRAPH, "shop.agents:graph")
PLAIN = jsonschema.Draft7Validator(scenario_schema())
NAMED = jsonschema.Draft7Validator(SCHEMA)


def part(*way):
    found = SCHEMA["definitions"]
    for key in way:
        found = found[key]
    return found


def offered(schema):
    """The words that an editor offers for a value of a schema."""
    return schema["anyOf"][0]["enum"]


STEP = ("step", "properties")
EXPECT = ("expect", "properties")
NODES, ADDRESSES = ["draft", "shop"], ["draft", "shop", "shop/ask"]
WORDS = {
    (*STEP, "as_node"): NODES,
    (*STEP, "interrupt_before", "items"): NODES,
    (*STEP, "interrupt_after", "items"): NODES,
    (*STEP, "command", "properties", "goto"): NODES,
    (*STEP, "command", "properties", "goto", "items"): NODES,
    (*STEP, "save", "additionalProperties"): ["$.values.topic", "$.values.status"],
    ("graph", "properties", "interrupt_before", "items"): NODES,
    ("graph", "properties", "messages"): ["topic", "status"],
    ("moment", "properties", "before"): ADDRESSES,
    ("moment", "properties", "next", "items"): NODES,
    ("listed_answer", "properties", "interrupt", "properties", "node"): ["draft", "shop", "ask"],
    ("compare", "properties", "equal", "items"): ["$.values.topic", "$.values.status"],
    (*EXPECT, "next", "items"): NODES,
    (*EXPECT, "visited", "items"): NODES,
    (*EXPECT, "visited", "items", "items"): NODES,
    (*EXPECT, "interrupts", "items", "properties", "node"): ["draft", "shop", "ask"],
    (*EXPECT, "interrupts", "items", "properties", "path"): ADDRESSES,
    (*EXPECT, "subgraphs", "properties", "shop", "properties", "next", "items"): ["ask"],
}
KEYS = {
    (*STEP, "invoke"): ["topic"],
    (*STEP, "update_state"): ["topic", "status"],
    (*STEP, "command", "properties", "update"): ["topic", "status"],
    (*STEP, "resume_map"): ADDRESSES,
    (*STEP, "context"): ["user"],
    (*EXPECT, "values"): ["topic", "status"],
    (*EXPECT, "output"): ["status"],
    (*EXPECT, "executions"): ADDRESSES,
    (*EXPECT, "paths"): ["$.values.topic", "$.values.status"],
    (*EXPECT, "subgraphs"): ["shop"],
    (*EXPECT, "subgraphs", "properties", "shop", "properties", "values"): ["price"],
}


@pytest.mark.parametrize("way", WORDS)
def test_the_words_it_offers(way):
    """Where one name stands, in a list or alone."""
    assert offered(part(*way)) == WORDS[way]


@pytest.mark.parametrize("way", KEYS)
def test_the_keys_it_offers(way):
    """Where names are keys; each with a word on it."""
    properties = part(*way)["properties"]
    assert list(properties) == KEYS[way]
    assert all(schema["description"] for schema in properties.values())


def test_what_it_says_of_names():
    """The docstring of a node, the type of a channel."""
    first = part(*EXPECT, "next", "items")["anyOf"][0]
    assert first["enumDescriptions"][0] == "A node of the graph. Writes a draft."
    assert part(*EXPECT, "values")["properties"]["topic"]["description"] == "A channel: str."


def test_it_is_a_schema_of_draft_7():
    """As editors know it best, and the shared one is as it was."""
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    assert SCHEMA["title"] == "Scenario for shop.agents:graph"
    assert "shop/ask" not in json.dumps(scenario_schema())


def test_a_graph_of_which_nothing_is_known():
    """Has the plain schema, but for the title."""
    schema = graph_schema(Knowledge(), "x")
    assert {**schema, "title": scenario_schema()["title"]} == scenario_schema()


@pytest.mark.parametrize(
    "file", sorted((PROJECT / "scenarios").rglob("*.scenario.yaml")), ids=lambda file: file.stem
)
def test_it_takes_scenarios_of_other_graphs(file):
    """Names are offered, never demanded."""
    data = read(file.name, file.read_bytes()).data
    assert [error.message for error in NAMED.iter_errors(data)] == []


WORDS_OF_FILES = st.sampled_from([*NODES, "x", "{{ x }}", "topic", "", "*", "shop/ask", "$.values"])
ANY = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-1, 2), WORDS_OF_FILES),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from([*NODES, "topic", "node", "path", "$any_of"]), inner, max_size=2
        ),
    ),
    max_leaves=6,
)


def keys(definition):
    """Some keys of a definition, with anything under them."""
    known = sorted(scenario_schema()["definitions"][definition]["properties"])
    return st.dictionaries(st.sampled_from(known), ANY, max_size=4)


@given(keys("step"), keys("expect"))
def test_it_takes_what_the_plain_schema_takes(step, expect):
    """Whatever stands in a step and what it expects: the same is right and wrong."""
    data = {"scenario": "A", "graph": "a:b", "steps": [{**step, "expect": expect}]}
    assert NAMED.is_valid(data) == PLAIN.is_valid(data)
