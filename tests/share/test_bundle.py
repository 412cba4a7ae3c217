"""A bundle holds what a scenario needs, and plays elsewhere as it does here."""

import io
import json
import shutil
import sys
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from bundling import FILES, call, write

from scenario_runner.results.store import read_json


@pytest.fixture(scope="module")
def sent(tmp_path_factory):
    """A bundle made in one place, and another place where nothing of the project is."""
    home, elsewhere = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("elsewhere")
    write(home)
    made = call("bundle", "tests/buying.scenario.yaml", "-o", "case.zip", cwd=home)
    assert made.returncode == 0, made.stderr
    shutil.copy(home / "case.zip", elsewhere)
    return SimpleNamespace(home=home, elsewhere=elsewhere, made=made, zip=elsewhere / "case.zip")


def test_it_holds_what_was_read_and_nothing_else(sent):
    """Modules that were imported, files that they opened, includes, tables, defaults, checks."""
    with zipfile.ZipFile(sent.zip) as archive:
        names = [info.filename for info in archive.infolist()]
    project = sorted(name.removeprefix("project/") for name in names if "project/" in name)
    unread = {"agents/unused.py", "notes/secret-plans.md"}
    assert project == sorted(set(FILES) - unread)
    assert names[0] == "bundle.json"
    assert names[1:] == sorted(names[1:])
    assert {"results/results.json", "results/report.html"} < set(names)
    assert any(name.endswith("/main.sqlite") for name in names)


def test_the_code_is_listed_first(sent):
    """Before anything leaves, one sees what would."""
    lines = sent.made.stdout.splitlines()
    assert lines[:4] == [
        "code", "  agents/buying.py  558 B", "  agents/prompts.py  13 B", "  tests_checks.py  37 B",
    ]  # fmt: skip
    assert lines[-1].startswith("case.zip: ")
    assert lines[-1].endswith("played here, it failed")


def test_it_tells_what_took_part(sent):
    """The versions of packages, the selection, the command that made it, and every hash."""
    with zipfile.ZipFile(sent.zip) as archive:
        manifest = json.loads(archive.read("bundle.json"))
    assert manifest["format"] == "scenario-runner-bundle"
    assert manifest["version"] == 1
    assert manifest["selection"] == {
        "file": "tests/buying.scenario.yaml", "names": None, "folder": ".",
    }  # fmt: skip
    assert manifest["command"] == "scenario-runner bundle tests/buying.scenario.yaml"
    assert {"langgraph", "langgraph-checkpoint-sqlite", "langchain-core"} < set(
        manifest["packages"]
    )
    assert "ruff" not in manifest["packages"]
    assert manifest["outcome"] == "failed"


def test_it_plays_elsewhere_as_it_did_here(sent):
    """With the same outcome and exit code, from any folder; reports go where the user stands,
    and nothing else is left."""
    before = set(sent.elsewhere.iterdir())
    said = call("run", "case.zip", "--trust", "--report", "json=out.json", cwd=sent.elsewhere)
    assert said.returncode == 1
    assert 'expected  "sold"' in said.stdout
    assert "scenario-runner run 'case.zip::Buying tea'" in said.stdout
    assert said.stderr.splitlines()[:3] == [
        "case.zip runs this code here, with all that you may do:",
        "  agents/buying.py  558 B", "  agents/prompts.py  13 B",
    ]  # fmt: skip
    there = read_json(sent.elsewhere / "out.json")
    outcomes = {b.name: b.outcome for case in there.cases for b in case.branches}
    assert outcomes == {"main": "failed", "refused": "passed"}
    left = {path.name for path in set(sent.elsewhere.iterdir()) - before}
    assert left == {"out.json", "out.databases"}


def test_a_branch_of_it_can_be_selected(sent):
    """As of a file."""
    said = call("run", "case.zip::Buying tea::refused", "--trust", cwd=sent.elsewhere)
    assert said.returncode == 0, said.stdout
    said = call("run", "case.zip::Selling tea", "--trust", cwd=sent.elsewhere)
    assert said.returncode == 2
    assert 'holds no case "Selling tea"' in said.stderr


def test_nothing_runs_that_nobody_trusts(sent):
    """Without a terminal there is nobody to ask."""
    said = call("run", "case.zip", cwd=sent.elsewhere)
    assert (said.returncode, said.stdout) == (2, "")
    assert said.stderr.splitlines()[-2:] == [
        "error: case.zip was not run: it holds 3 Python files, and nobody was asked",
        "  help: look at it with scenario-runner inspect case.zip, then add --trust",
    ]


@pytest.mark.parametrize(("answer", "code"), [("n\n", 2), ("\n", 2), ("y\n", 1)])
def test_a_terminal_is_asked(sent, monkeypatch, answer, code):
    """No unless it is yes."""
    terminal = io.StringIO(answer)
    terminal.isatty = lambda: True
    monkeypatch.setattr(sys, "stdin", terminal)
    said = call("run", "case.zip", cwd=sent.elsewhere)
    assert said.returncode == code
    assert "Run it? [y/N]" in said.stdout + said.stderr
    assert ("FAILED" in said.stdout) == (code == 1)


def test_other_versions_are_told_with_what_installs_these(sent, tmp_path):
    """Word for word what pip takes."""
    with zipfile.ZipFile(sent.zip) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    manifest = json.loads(files["bundle.json"])
    manifest["packages"] = {**manifest["packages"], "langgraph": "0.0.1", "no-such-package": "2.0"}
    manifest["python"] = "2.7.18"
    with zipfile.ZipFile(tmp_path / "case.zip", "w") as archive:
        for name, content in (files | {"bundle.json": json.dumps(manifest)}).items():
            archive.writestr(name, content)
    said = call("run", "case.zip", cwd=tmp_path)
    first, second, third, *_ = said.stderr.splitlines()
    assert first.startswith("warning: it was made with Python 2.7.18; this is 3.")
    assert second.startswith("warning: it was made with langgraph 0.0.1 (here ")
    assert second.endswith("no-such-package 2.0 (here none)")
    assert third == "  help: pip install langgraph==0.0.1 no-such-package==2.0"


def test_the_same_files_make_the_same_bytes(sent):
    """Made a second time, later and from another folder; but for databases, whose ids LangGraph
    draws anew in each run."""
    made = []
    for name in ("one.zip", "two.zip"):
        said = call("bundle", "tests/buying.scenario.yaml", "-o", name, "--no-databases",
                    cwd=sent.home)  # fmt: skip
        assert said.returncode == 0, said.stderr
        made.append((sent.home / name).read_bytes())
    assert made[0] == made[1]


def test_more_and_less(sent):
    """Files that nothing has read, and those that stay here."""
    said = call("bundle", "tests/buying.scenario.yaml::Buying tea::refused", "--list",
                "--with", "notes/*", "--without", "tests/defaults*", cwd=sent.home)  # fmt: skip
    assert said.returncode == 0, said.stderr
    assert "  notes/secret-plans.md" in said.stdout
    assert "defaults" not in said.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--with", "gone/*"], '--with "gone/*" names no file of the project'),
        (["--without", "gone.py"], '--without "gone.py" names no file of the bundle'),
        (["--without", "tests/*"], "would leave out the scenario itself"),
    ],
)
def test_patterns_that_name_nothing(sent, arguments, words):
    """Are told, rather than sending something else than was meant."""
    said = call("bundle", "tests/buying.scenario.yaml", "-o", "x.zip", *arguments, cwd=sent.home)
    assert (said.returncode, Path(sent.home, "x.zip").exists()) == (2, False)
    assert words in said.stderr
