"""`validate --graphs`: in real processes, with graphs that behave and graphs that do not."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import warm
from graph_files import scenario, write

from scenario_runner.language.source import read

PROJECT = Path(__file__).parents[2]
SCENARIOS = sorted((PROJECT / "scenarios").rglob("*.scenario.yaml"))


@pytest.fixture
def told(say, folder):
    """What the command says of files written into a folder: code, last line, stderr."""
    for file in folder.glob("*.scenario.yaml"):
        file.unlink()
    write(folder)

    def told(*options, **files):
        for name, text in files.items():
            folder.joinpath(f"{name}.scenario.yaml").write_text(text)
        done = say("validate", "--graphs", *options, ".")
        return done.code, done.out.strip(), done.err

    return told


def test_no_shipped_scenario_gives_a_false_alarm():
    """Nor does any of their graphs fail to load."""
    done = subprocess.run(
        [*warm.python(), "-m", "scenario_runner", "validate", "--graphs", "scenarios"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{len(SCENARIOS)} files valid\n"


NOT_KNOWN = {"functional.scenario.yaml", "functional-go-back.scenario.yaml"}
"""Of these graphs nobody can say."""


def test_every_misspelt_name_in_shipped_scenarios_is_found(tmp_path):
    """In each scenario all the names in its expectations are misspelt, each in a way of its own."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    wanted = set()
    for file in (tmp_path / "scenarios").rglob("*.scenario.yaml"):
        data = read(file.name, file.read_bytes()).data
        names = set() if file.name in NOT_KNOWN else set(_misspell(data))
        wanted |= {(str(file.relative_to(tmp_path)), name) for name in names}
        file.write_text(json.dumps(data)) if names else file.unlink()
    done = subprocess.run(
        [*warm.python(), "-m", "scenario_runner", "validate", "--graphs", "scenarios"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = {
        (line.split(":")[0], line.rpartition('"')[0].rpartition('"')[2])
        for line in done.stderr.splitlines()
        if ": error: " in line or ": warning: " in line  # where a node may call other graphs
    }
    assert done.returncode == 2
    assert len(wanted) > 150
    assert sorted(wanted - found) == []


def _misspell(data):
    """Misspell each name in a file's data; yields what stands there then."""
    for number, (way, name) in enumerate(list(_names(data))):
        part, wrong = data, f"{name}x{number}"
        for key in way[:-1]:
            part = part[key]
        if isinstance(part, list) or "interrupts" in way:
            part[way[-1]] = wrong
        else:
            part[wrong] = part.pop(name)
        yield wrong.rpartition("/")[2]


def _names(data):
    lines = [("steps",)] + [("branches", name, "steps") for name in data.get("branches", {})]
    for line in lines:
        steps = data
        for key in line:
            steps = steps[key]
        for index, step in enumerate(steps):
            here = (*line, index, "expect")
            yield from ((here + way, name) for way, name in _of(step.get("expect", {})))


def _of(expect):
    for key in ("next", "visited"):
        listed = expect.get(key)
        for index, name in enumerate(listed if isinstance(listed, list) else ()):
            if isinstance(name, str) and "{{" not in name:
                yield (key, index), name
    listed = expect.get("interrupts")
    for index, entry in enumerate(listed if isinstance(listed, list) else ()):
        for key in {"node", "path"} & entry.keys():
            if isinstance(entry[key], str) and "{{" not in entry[key]:
                yield ("interrupts", index, key), entry[key]
    for key in ("values", "executions"):
        mapping = expect.get(key)
        for name in mapping if isinstance(mapping, dict) else ():
            if not name.startswith("$") and mapping[name] != {"$absent": True}:
                yield (key, name), name


def test_a_misspelt_node(told):
    """With its place, and what was meant; plain validate cannot see it."""
    code, out, err = told(a=scenario("shop.py:graph", "[{invoke: null, expect: {next: [reviw]}}]"))
    assert (code, out) == (2, "0 files valid, 1 problem")
    assert err == (
        'a.scenario.yaml:3:40: error: the graph has no node "reviw"\n'
        "  3 | steps: [{invoke: null, expect: {next: [reviw]}}]\n"
        "    |                                        ^^^^^\n"
        '  help: did you mean "review"?\n'
    )


@pytest.mark.parametrize(
    ("module", "said"),
    [
        ("raises", "importing raises.py raised RuntimeError: no licence"),
        ("hangs", "the graph was not loaded within 1 s"),
        ("leaves", "importing leaves.py ended the program (it called exit)"),
        ("dies", "the graph was not loaded: its process ended with exit code 7"),
        ("nothing", "nothing.py:graph is None, not a graph"),
        ("misspelt", 'misspelt.py has no "graph"'),
    ],
)
def test_graphs_that_cannot_be_loaded(told, module, said):
    """End with 4, at the line of the graph; files beside them are checked all the same."""
    seconds = 1 if module == "hangs" else 60
    code, out, err = told(
        a=scenario(f"{module}.py:graph", more=f"timeout: {seconds}\n"),
        b=scenario("shop.py:graph"),
        c=scenario("shop.py:graph", "[{invoke: {topik: 1}}]"),
    )
    assert (code, out) == (4, "1 file valid, 1 problem, 1 graph not loaded")
    assert "a.scenario.yaml:2:8: error: the graph cannot be loaded: " in err
    assert said in err.split("\n")[0]
    assert 'c.scenario.yaml:3:19: error: the graph takes no "topik"' in err


def test_what_a_graph_prints(told):
    """Is kept from the terminal, unless it fails; then its end is shown."""
    assert told(a=scenario("prints.py:graph")) == (0, "1 file valid", "")
    code, _, err = told(a=scenario("raises.py:graph"))
    assert code == 4
    assert "    the graph printed:\n    about to fail\n" in err
    assert "raise RuntimeError('no licence')" in err


def test_a_graph_is_loaded_once(told, folder):
    """However many scenarios and branches it has."""
    (folder / "counted.py").write_text(
        "import pathlib\nfrom shop import *\n"
        "def make(name='draft'):\n"
        "    pathlib.Path(__file__).with_name('count').open('a').write(name + ' ')\n"
        "    return build(name)\n"
    )
    one = scenario("counted.py:make", "[{id: a, invoke: {topic: x}}]")
    one += "branches: {b: {from: a, steps: [{invoke: null}]}}\n"
    assert told(a=one, b=one, c=scenario("counted.py:make", "[{invoke: null}]"))[0] == 0
    assert (folder / "count").read_text() == "draft "


def test_a_factory_whose_graph_changes_from_row_to_row(told):
    """Is called for each; every row is held against its own graph."""
    graph = '{ref: shop.py:build, args: {name: "{{ kind }}"}}'
    steps = '[{invoke: {topic: x}, expect: {visited: [one], executions: {"one": 1}}}]'
    rows = "parameters: [{id: first, kind: one}, {id: second, kind: two}]\n"
    code, out, err = told(a=scenario(graph, steps, rows))
    assert (code, out) == (2, "0 files valid, 2 problems")
    assert err.count('has no node "one"') == 2
    assert "its nodes are: two" in err
    same = "variables: {kind: one}\n"
    assert told(a=scenario(graph, steps, same))[:2] == (0, "1 file valid")


def test_branches_with_variables_of_their_own(told):
    """May have a graph of their own too."""
    graph = '{ref: shop.py:build, args: {name: "{{ kind }}"}}'
    text = scenario(graph, "[{id: a, invoke: {topic: x}, expect: {visited: [one]}}]",
                    "variables: {kind: one}\n")  # fmt: skip
    text += (
        "branches:\n"
        "  b: {from: start, variables: {kind: two}, steps: [{invoke: {}, expect: {next: [two]}}]}\n"
        "  c: {from: start, steps: [{invoke: {}, expect: {visited: [two]}}]}\n"
    )
    code, out, err = told(a=text)
    assert (code, out) == (2, "0 files valid, 1 problem")
    assert "a.scenario.yaml:7:60" in err


def test_a_value_that_cannot_be_worked_out(told):
    """Is a problem of the file."""
    graph = '{ref: shop.py:build, args: {name: "{{ kind.of }}"}}'
    code, _, err = told(a=scenario(graph, more="variables: {kind: one}\n"))
    assert code == 2
    assert "a.scenario.yaml:2:42: error: the graph cannot be loaded: " in err


def test_a_scenario_that_is_skipped(told):
    """Is left alone: what it needs may not be there."""
    more = "skip: {reason: not here, when: python>=3}\n"
    assert told(a=scenario("raises.py:graph", more=more)) == (0, "1 file valid", "")


def test_a_warning_is_no_failure(told):
    """Where it is right but looks misspelt."""
    steps = "[{invoke: {topic: x}, expect: {values: {statu: {$absent: true}}}}]"
    code, out, err = told(a=scenario("shop.py:graph", steps))
    assert (code, out) == (0, "1 file valid, 1 warning")
    assert 'a.scenario.yaml:3:48: warning: the graph has no channel "statu"' in err


def test_an_invalid_file_beside_it(told):
    """Is told as without --graphs."""
    code, out, err = told(a="scenario: A\n", b=scenario("shop.py:graph"))
    assert (code, out) == (2, "1 file valid, 2 problems")
    assert '"graph" is missing' in err


def test_included_steps(told, folder):
    """Are told of in the file that they stand in."""
    (folder / "shared.yaml").write_text("review:\n  - {resume: 1, expect: {next: [reviw]}}\n")
    steps = "\n  - {invoke: {topic: x}}\n  - $include: shared.yaml#/review\n"
    code, _, err = told(a=scenario("shop.py:graph", steps))
    assert code == 2
    assert "shared.yaml:2:33: error" in err
    assert "  2 |   - {resume: 1, expect: {next: [reviw]}}" in err
