"""Secrets: read when a case runs, and shown nowhere, whatever a graph does with them."""

import contextlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from leaks import leaks_in
from processes import command, run

from scenario_runner.masking.mask import Mask
from scenario_runner.report.console import case_text
from scenario_runner.report.write import RENDERERS, write
from scenario_runner.results.store import read_json, to_json
from scenario_runner.suite.masked_printing import printing_masked
from scenario_runner.suite.run import Options
from scenario_runner.suite.run import run as run_cases

HERE = Path(__file__).parent
SECRET = "sk-\"li've\\e/47 +ö€&<>=.end"
WAYS = ["give", "print", "throw", "ask", "named", "exit", "die", "hang", "deep", "refuse"]
SPELLINGS = [
    "plain", "json", "json in json", "url", "path", "form", "python", "base64", "base64 for urls",
    "base64 in lines",
]  # fmt: skip
SCENARIO = """\
scenario: A leak
secrets: [SHOP_KEY]
variables: {key: "{{ env.SHOP_KEY }}", many: "{{ env.SHOP_KEY * 20 }}"}
graph: leaky.py:build
steps:
  - id: first
    invoke: {big: "{{ 'x' * 80 + many }}"}
    timeout: 20
    expect:
      next: [nothing]
      values: {said: "no {{ key }}", big: "{{ 'x' * 81 + many }}"}
      interrupts: [{value: {$contains: "{{ key }}"}}]
      raises: {message: "{{ key }}"}
  - resume: "{{ many }}"
    at: first
branches:
  nowhere: {from: start, steps: [{resume_map: {"work[0]": "{{ key }}"}}]}
  template: {from: start, steps: [{invoke: {big: "{{ key.nothing }}"}}]}
  object: {from: start, steps: [{invoke: {said: [{$ai: {tool_calls: "{{ key }}"}}]}}]}
  missing: {from: start, steps: [{invoke: {big: {$file: "{{ key }}"}}}]}
  alone: {from: start, steps: [{invoke: {answer: "{{ key }}"}, expect: {values: {said: [1]}}}]}
compare: [{branches: [main, alone], equal: [$.values], differ: [$.next]}]
"""


HANGING = SCENARIO.partition("branches:")[0].replace("timeout: 20", "timeout: 0.3")


def project(folder, do, how="plain", before="", after=""):
    """A folder with the graph, what it is to do, and the scenario."""
    folder.mkdir(exist_ok=True)
    shutil.copy(HERE / "leaky.py", folder)
    (folder / "pyproject.toml").write_text("")
    (folder / "a.scenario.yaml").write_text(HANGING if do == "hang" else SCENARIO)
    plan = {"do": do, "how": how, "before": before, "after": after}
    (folder / "leaky.json").write_text(json.dumps(plan))
    return folder


def everything(folder):
    """All files below a folder but those that Python compiled."""
    return [file for file in folder.rglob("*") if "__pycache__" not in file.parts]


def played(folder):
    """The results of a run with all reports written into the folder."""
    with contextlib.chdir(folder):
        results = run_cases(["."], Options(journal=Path("journal"), keep_databases=Path("kept")))
        for kind in RENDERERS:
            write(results, kind, Path("out", f"report.{kind}"))
    return results


def test_no_byte_of_what_a_run_leaves_holds_it(tmp_path):
    """Every report, the journal, the databases, what is printed: whatever the graph does."""
    for do in WAYS:
        project(tmp_path / do, do)
    kinds = ("html", "junit", "ctrf", "markdown")
    reports = [f"--report={kind}=out/report.{kind}" for kind in kinds]
    done = run(".", *reports, "--verify", "--keep-db=kept", cwd=tmp_path, env={"SHOP_KEY": SECRET})
    (tmp_path / "printed").write_text(done.out + done.err)
    assert done.code == 1
    assert len(done.results.cases) == len(WAYS)
    assert all("***SHOP_KEY" in case_text(case, color=False) for case in done.results.cases)
    assert len(list((tmp_path / "out").iterdir())) == len(kinds)
    assert leaks_in(everything(tmp_path), SECRET) == []


def test_nor_in_any_other_spelling(tmp_path):
    """Not in the results, and not in the page, whose parts are packed."""
    for number, how in enumerate(SPELLINGS[1:]):
        for do in ("give", ("print", "throw", "named", "deep")[number % 4]):
            project(tmp_path / f"{do} {how}", do, how, before="user:")
    with patch.dict(os.environ, {"SHOP_KEY": SECRET}):
        played(tmp_path)
    assert leaks_in(everything(tmp_path), SECRET) == []


ODD = st.text(st.sampled_from("aB3 \"'\\/+-_%&<>=\n\t€😀{}"), max_size=10)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    secret=ODD.map(lambda text: f"{text}q9Z~"),
    before=ODD,
    after=ODD,
    how=st.sampled_from(SPELLINGS),
    do=st.sampled_from([way for way in WAYS if way != "hang"]),
)
def test_whatever_a_graph_does_with_any_secret(secret, before, after, how, do):
    """Returned, printed, raised, asked or named: no byte of any file holds it."""
    with tempfile.TemporaryDirectory() as name, patch.dict(os.environ, {"SHOP_KEY": secret}):
        folder = project(Path(name), do, how, before, after)
        results = played(folder)
        assert leaks_in(everything(folder), secret.strip()) == []
        assert results.cases[0].outcome in {"error", "failed"}


ECHO = """\
scenario: An echo
secrets: [SHOP_KEY]
graph:
  state: {key: string, coded: string, said: string}
  nodes: {echo: {returns: {said: "{{ state.key }}"}}}
  edges: [START -> echo]
steps:
  - invoke: {key: "KEY"}
branches:
  other: {from: start, steps: [{invoke: {key: other}}]}
compare: [{branches: [main, other], differ: [$.values.said]}]
"""


def echo(folder, text="{{ env.SHOP_KEY }}", **environment):
    """The result of a case that sends a text to an echo."""
    (folder / "a.scenario.yaml").write_text(ECHO.replace('KEY"', f'{text}"'))
    with patch.dict(os.environ, environment):
        return played(folder).cases[0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, 'the environment variable "SHOP_KEY" is not set'),
        (" \n", 'the environment variable "SHOP_KEY" is empty'),
        (" abc ", 'the environment variable "SHOP_KEY" is too short to be masked'),
    ],
)
def test_one_that_cannot_be_read_is_a_problem_at_its_line(value, said, tmp_path):
    """Before anything of the graph is loaded; `validate` has nothing against it."""
    (tmp_path / "shop.py").write_text("open('loaded', 'w')")
    (tmp_path / "a.scenario.yaml").write_text(
        "scenario: s\nsecrets: [SHOP_KEY]\ngraph: shop.py:graph\nsteps: [{invoke: null}]\n"
    )
    environment = {} if value is None else {"SHOP_KEY": value}
    done = run(".", cwd=tmp_path, env=environment)
    assert done.code == 2
    assert f"a.scenario.yaml:2:11: error: {said}\n    2 | secrets: [SHOP_KEY]\n" in done.out
    assert not (tmp_path / "loaded").exists()
    assert command("validate", ".", cwd=tmp_path).code == 0


def test_one_that_defaults_name_is_told_there(tmp_path):
    """With its line; names of all folders add up."""
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "defaults.scenario-runner.yaml").write_text("tags: [x]\nsecrets: [NOT_SET]\n")
    case = echo(tmp_path, SHOP_KEY="sk-live-4711")
    assert [(p.place.file, p.place.line, p.line) for p in case.problems] == [
        ("defaults.scenario-runner.yaml", 2, "secrets: [NOT_SET]")
    ]


def test_it_is_judged_as_it_is(tmp_path):
    """Two secrets are never taken for the same, nor one for its own base64."""
    text = "{{ env.SHOP_KEY }}"
    assert echo(tmp_path, text, SHOP_KEY="sk-live-4711").compare[0].outcome == "passed"
    step = echo(tmp_path, f"Bearer {text}", SHOP_KEY="sk-live-4711").branches[0].steps[0]
    assert step.observation.values == {
        "key": "Bearer ***SHOP_KEY***",
        "said": "Bearer ***SHOP_KEY***",
    }
    assert step.given == {"key": "Bearer ***SHOP_KEY***"}


def test_only_databases_that_hold_none_are_kept(tmp_path):
    """The case says which are not, and why; one that an earlier run has left is taken away."""
    echo(tmp_path, "harmless", SHOP_KEY="sk-live-4711")
    kept = lambda: {file.name for file in tmp_path.glob("kept/*/*.sqlite")}  # noqa: E731  # asked twice below
    assert kept() == {"main.sqlite", "other.sqlite"}
    case = echo(tmp_path, "x" * 4090 + "{{ env.SHOP_KEY }}", SHOP_KEY="sk-live-4711")
    assert kept() == {"other.sqlite"}
    (finding,) = case.findings
    assert (finding.outcome, finding.place.line, finding.message) == (
        "warned", 2, "the database of main is not kept: it holds the value of SHOP_KEY",
    )  # fmt: skip
    manifest = json.loads(next(tmp_path.glob("kept/*/manifest.json")).read_text())
    assert [branch["name"] for branch in manifest["branches"]] == ["other"]


MANIFEST = {
    "graphs": {"echo": "./echo.py:graph"},
    "env": {
        "SHOP_KEY": "k-4711", "SHOP_URL": "http://u:p@shop", "LEVEL": "production", "FLAG": "true",
        "PORT": "80808080", "PASS_ALL": "true", "MODE": "dev",
    },
}  # fmt: skip


def test_what_a_langgraph_json_sets_is_masked(tmp_path):
    """But for short values, plain words and numbers, unless the name speaks of a secret; and a
    secret that it sets is the one that its graph sees."""
    (tmp_path / "langgraph.json").write_text(json.dumps(MANIFEST))
    (tmp_path / "echo.py").write_text(
        "import os\nfrom langgraph.graph import StateGraph\n"
        "def echo(state): return {'said': ' '.join(v for k, v in os.environ.items() if k in "
        f"{list(MANIFEST['env'])})}}\n"
        "graph = StateGraph(dict).add_node(echo).add_edge('__start__', 'echo').compile()\n"
    )
    (tmp_path / "a.scenario.yaml").write_text(
        "scenario: s\ngraph: langgraph.json#echo\nsecrets: [SHOP_KEY]\n"
        "steps: [{invoke: {n: 1}, expect: {values: {said: {$contains: '{{ env.SHOP_KEY }}'}}}}]\n"
    )
    with patch.dict(os.environ, {"SHOP_KEY": "another-one"}):
        (case,) = played(tmp_path).cases
    said = case.branches[0].steps[0].observation.values["said"].split()
    assert case.outcome == "passed"
    assert sorted(said) == [
        "***SHOP_KEY***", "***SHOP_URL***", "80808080", "dev", "production", "true", "true",
    ]  # fmt: skip


def test_printing_in_this_process_is_masked(tmp_path, capfd):
    """Where nothing else could do it: also in pieces, also when flushed in between."""
    project(tmp_path, "print")
    with patch.dict(os.environ, {"SHOP_KEY": "sk-live-4711"}), contextlib.chdir(tmp_path):
        with printing_masked(Mask(values=(("SHOP_KEY", "sk-live-4711"),))):
            for piece in ("a sk-li", "ve-4711 b\n", "(Pdb) sk"):
                sys.stdout.write(piece)
                sys.stdout.flush()
            out = capfd.readouterr().out
            sys.stderr.write("sk-live-4711")
        assert out == "a ***SHOP_KEY*** b\n(Pdb) "
        assert capfd.readouterr() == ("sk", "***SHOP_KEY***")


def test_what_explain_and_export_print_holds_none(tmp_path):
    """A script reads it from the environment; a file that holds it as it stands is refused."""
    for text in ("{{ env.SHOP_KEY }}", "sk-live-4711"):
        (tmp_path / "a.scenario.yaml").write_text(ECHO.replace('KEY"', f'{text}"'))
        script, plan = (
            command(name, "a.scenario.yaml", cwd=tmp_path, env={"SHOP_KEY": "sk-live-4711"})
            for name in ("export", "explain")
        )
        assert "sk-live-4711" not in script.out + script.err + plan.out
        if text.startswith("{"):
            assert '"key": os.environ["SHOP_KEY"]' in script.out
    assert script.err == (
        "error: the file holds the value of SHOP_KEY as it stands\n"
        "  help: write {{ env.SHOP_KEY }} in its place\n"
    )
    assert "***SHOP_KEY***" in plan.out


@pytest.mark.parametrize("secret", ["role", "content", "passed", "main", "steps", "1234", "null"])
def test_a_secret_that_is_a_word_of_ours_breaks_no_report(secret, tmp_path):
    """It is masked among what graphs say; results are read back as they were written."""
    (tmp_path / "a.scenario.yaml").write_text(CHAT)
    with patch.dict(os.environ, {"SHOP_KEY": secret}):
        results = played(tmp_path)
    assert results.outcome == "passed"
    assert to_json(read_json(tmp_path / "out" / "report.json")) == to_json(results)


CHAT = """\
scenario: A chat
secrets: [SHOP_KEY]
graph:
  state: {messages: messages, count: {type: integer, default: 1234}}
  nodes: {reply: {returns: {messages: [{$ai: "You passed main steps"}]}}}
  edges: [START -> reply]
steps:
  - invoke: {messages: [{role: user, content: "{{ env.SHOP_KEY }}"}]}
    expect: {last_message: {role: assistant}, values: {count: 1234}, executions: {reply: 1}}
"""
