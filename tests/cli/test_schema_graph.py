"""`schema --graph`: the names of a real graph, or why there are none."""

import json

import pytest
from graph_files import scenario, write


@pytest.fixture
def schema(say, folder):
    """Call the command in a folder with graphs."""
    write(folder)
    return lambda *arguments: say("schema", *arguments)


def names(said):
    expect = json.loads(said.out)["definitions"]["expect"]["properties"]
    return expect["next"]["items"]["anyOf"][0]["enum"]


def test_the_names_of_a_graph(schema, folder):
    """By reference, in a mapping with options, from a scenario file, told in one."""
    said = schema("--graph", "shop.py:graph")
    assert (said.code, said.err, names(said)) == (0, "", ["draft", "review"])
    assert json.loads(said.out)["title"] == "Scenario for shop.py:graph"
    assert names(schema("--graph", "shop:graph")) == ["draft", "review"]
    assert names(schema("--graph", "{ref: shop.py:needs, args: {name: x}}")) == ["x"]
    (folder / "a.scenario.yaml").write_text(scenario("shop.py:graph"))
    assert names(schema("--graph", "a.scenario.yaml")) == ["draft", "review"]
    assert names(schema("--graph", "good.scenario.yaml")) == ["a"]


@pytest.mark.parametrize(
    ("reference", "code", "said"),
    [
        (
            "shp.py:graph",
            2,
            'error: --graph: there is no file "shp.py"\n  help: did you mean "shop',
        ),
        ("shop.py", 2, "name the graph in"),
        ("shop.py:grph", 4, 'shop.py has no "grph"'),
        ("raises.py:graph", 4, "no licence"),
        ("dies.py:graph", 4, "exit code 7"),
        ("shop.py:needs", 4, "needs name"),
        ("{ref: shop.py:graph", 2, "error: --graph: "),
        ("{rf: shop.py:graph}", 2, 'the graph has neither "ref" nor "nodes"'),
        ("gone.scenario.yaml", 2, "there is no such file"),
        ("invalid.scenario.yaml", 2, 'unknown key "stepps"'),
        ("", 2, "error: --graph: "),
    ],
)
def test_graphs_that_are_not_there(schema, reference, code, said):
    """Are told in a line, and nothing is printed that could be taken for a schema."""
    answer = schema("--graph", reference)
    assert (answer.code, answer.out) == (code, "")
    assert said in answer.err
    assert "a graph that was named" not in answer.err


def test_results_have_no_graph(schema):
    """The two do not go together."""
    said = schema("--results", "--graph", "shop.py:graph")
    assert (said.code, "leave one of the two out" in said.err) == (2, True)
