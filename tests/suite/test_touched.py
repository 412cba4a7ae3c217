"""`--changed`: what git says has changed, and which scenarios lean on it."""

import json
import subprocess
from pathlib import Path

import pytest

from scenario_runner.suite.git import changed_since
from scenario_runner.suite.options import Options
from scenario_runner.suite.selection import select
from scenario_runner.suite.touched import Touching, changed_of
from scenario_runner.suite.usage import UsageFault

FILES = {
    "pyproject.toml": "",
    "shop/__init__.py": "",
    "shop/graph.py": "from shop import tools\nfrom . import words\n",
    "shop/tools.py": "import json, requests\nimport prices.table as table\n",
    "shop/words.py": "def say():\n    from .late import late\n",
    "shop/late.py": "import shop.graph\n",
    "shop/other.py": "PROMPT = (HERE / 'prompts' / 'greet.md').read_text()\n",
    "shop/computed.py": "import importlib\n\ndef get(n):\n    return importlib.import_module(n)\n",
    "shop/prompts/greet.md": "Hello",
    "prices/table.py": "",
    "prices/unused.py": "",
    "agents/alone.py": "import beside\n",
    "agents/beside.py": "",
    "langgraph.json": json.dumps({"graphs": {"shop": "./shop/graph.py:graph"}, "env": "dev.env"}),
    "dev.env": "",
    "s/module.scenario.yaml": "graph: shop.graph:graph\nscenario: s\nsteps: [{invoke: {}}]\n",
    "s/file.scenario.yaml": "graph: ../agents/alone.py:graph\nscenario: s\nsteps: [{invoke: {}}]\n",
    "s/manifest.scenario.yaml": (
        "graph: ../langgraph.json#shop\nscenario: s\nsteps: [{invoke: {}}]\n"
    ),
    "s/inline.scenario.yaml": (
        "graph: {state: {a: string}, nodes: {n: {returns: {a: '1'}}}, edges: [START -> n -> END]}\n"
        "scenario: s\nparameters: {$file: rows.csv}\n"
        "steps:\n- $include: steps.yaml#/first\n- invoke: {a: {$file: 'data/{{ a }}.txt'}}\n"
        "  expect: {snapshot: true, check: 'shop.other:judge'}\n"
    ),
    "s/steps.yaml": "first: [{$include: deeper.yaml}]\n",
    "s/deeper.yaml": "- invoke: {a: {$file: one.json}}\n",
    "s/one.json": '"1"',
    "s/rows.csv": "a\n1\n",
    "s/data/1.txt": "one",
    "taped/defaults.scenario-runner.yaml": "graph: shop.computed:graph\n",
    "taped/taped.scenario.yaml": "scenario: s\ncassette: tapes/t.yaml\nsteps: [{invoke: {}}]\n",
    "taped/tapes/t.yaml": "",
    "taped/tapes/t.branch.yaml": "",
    "broken/broken.scenario.yaml": (
        "scenario: s\ngraph: 'shop/x.py:g\nsteps: [{$include: other.yaml}]\n"
    ),
    "broken/other.yaml": "",
}  # fmt: skip
ALL = {"module", "file", "manifest", "inline", "taped", "broken"}


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project in which scenarios lean on files in every way there is."""
    place = tmp_path_factory.mktemp("project")
    for name, text in FILES.items():
        place.joinpath(name).parent.mkdir(parents=True, exist_ok=True)
        place.joinpath(name).write_text(text)
    return place


@pytest.fixture(scope="module")
def cases(project):
    """All of its cases."""
    return select([str(project)], Options())


def names_of(cases):
    """The files of cases, without folder and suffix."""
    return {Path(case.file).name.split(".")[0] for case in cases}


@pytest.mark.parametrize(
    ("changed", "touched"),
    [
        ("s/module.scenario.yaml", {"module"}),
        ("shop/graph.py", {"module", "manifest", "taped"}),
        ("shop/__init__.py", {"module", "manifest", "inline", "taped"}),
        ("shop/tools.py", {"module", "manifest", "taped"}),
        ("shop/words.py", {"module", "manifest", "taped"}),
        ("shop/late.py", {"module", "manifest", "taped"}),
        ("prices/table.py", {"module", "manifest", "taped"}),
        ("prices/unused.py", {"taped"}),
        ("prices/__init__.py", {"module", "manifest", "taped"}),
        ("shop/graph/__init__.py", {"module", "manifest", "taped"}),
        ("agents/alone.py", {"file", "taped"}),
        ("agents/beside.py", {"file", "taped"}),
        ("langgraph.json", {"manifest"}),
        ("dev.env", {"manifest"}),
        ("s/steps.yaml", {"inline"}),
        ("s/deeper.yaml", {"inline"}),
        ("s/one.json", {"inline"}),
        ("s/rows.csv", {"inline"}),
        ("s/data/2.txt", {"inline"}),
        ("s/data/1.md", set()),
        ("s/inline.snapshots.yaml", {"inline"}),
        ("shop/other.py", {"inline", "taped"}),
        ("shop/prompts/greet.md", {"inline"}),
        ("shop/prompts/other.md", set()),
        ("taped/tapes/t.branch.yaml", {"taped"}),
        ("taped/tapes/u.yaml", set()),
        ("s/defaults.scenario-runner.yaml", {"module", "file", "manifest", "inline"}),
        ("defaults.scenario-runner.yaml", ALL),
        ("taped/defaults.scenario-runner.yaml", {"taped"}),
        ("broken/other.yaml", {"broken"}),
        ("README.md", set()),
        ("pyproject.toml", set()),
        ("s", {"module", "file", "manifest", "inline"}),
    ],
)  # fmt: skip
def test_a_change_touches_what_leans_on_the_file(project, cases, changed, touched):
    """By name, by import however deep, by what would be found if it were there, by folder."""
    assert names_of(cases) == ALL
    found = Touching().touched(cases, changed_of([str(project / changed)]))
    assert names_of(found) == touched


def test_what_the_run_itself_wrote_is_not_read_by_it(project, cases):
    """Else a watch would go on for ever."""
    path = str(project / "shop/prompts/greet.md")
    assert Touching().touched(cases, changed_of([path], written=[path])) == []


def test_half_written_code_is_read_as_far_as_it_can_be(tmp_path):
    """Its imports still count."""
    tmp_path.joinpath("g.py").write_text("import tools\nfrom more import one, two\ndef f(:\n")
    tmp_path.joinpath("g.scenario.yaml").write_text(
        "graph: g.py:g\nscenario: s\nsteps: [{invoke: {}}]\n"
    )
    cases = select([str(tmp_path)], Options())
    for name in ("tools.py", "more/__init__.py", "more/two.py"):
        assert Touching().touched(cases, changed_of([str(tmp_path / name)])) == cases


# --- git ----------------------------------------------------------------------------------


def git(folder, *arguments):
    """Git as somebody's."""
    who = ["-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """Two commits on `main`, and a branch `topic` from the first with one of its own."""
    git(tmp_path, "init", "-q", "-b", "main")
    for name in ("a", "b", "c d", "e"):
        tmp_path.joinpath(name).write_text(name)
    tmp_path.joinpath(".gitignore").write_text("ignored\n")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "1")
    git(tmp_path, "checkout", "-qb", "topic")
    tmp_path.joinpath("a").write_text("topic")
    git(tmp_path, "commit", "-qam", "2")
    git(tmp_path, "checkout", "-q", "main")
    tmp_path.joinpath("b").write_text("main")
    git(tmp_path, "commit", "-qam", "3")
    git(tmp_path, "checkout", "-q", "topic")
    return tmp_path


def since(folder, ref):
    """What has changed, as seen from a folder of the repository."""
    return {str(Path(path).relative_to(folder)) for path in changed_since(ref, [folder])}


def test_what_has_changed_since_a_commit(repository):
    """What is staged, not staged, new, renamed, gone; and with a base, what was committed since
    the lines parted."""
    assert since(repository, "HEAD") == set()
    assert since(repository, "main") == {"a"}
    repository.joinpath("c d").write_text("staged")
    git(repository, "add", "-A")
    git(repository, "mv", "e", "ö")
    repository.joinpath("b").unlink()
    repository.joinpath("new").mkdir()
    repository.joinpath("new", "file\n").touch()
    repository.joinpath("ignored").touch()
    own = {"c d", "e", "ö", "b", "new/file\n"}
    assert since(repository, "HEAD") == own
    assert since(repository, "main") == own | {"a"}
    assert since(repository, "HEAD~1") == own | {"a"}
    inside = changed_since("HEAD", [repository / "new"])
    assert inside == {str(repository / name) for name in own}


def test_a_repository_without_a_commit(tmp_path):
    """Everything is new."""
    git(tmp_path, "init", "-q")
    tmp_path.joinpath("a").touch()
    tmp_path.joinpath("b").touch()
    git(tmp_path, "add", "a")
    assert since(tmp_path, "HEAD") == {"a", "b"}


@pytest.mark.parametrize(
    "ref", ["nope", "", "-x", "--output=x", "a b", "HEAD:a", "main..topic", "\0"]
)
def test_a_commit_that_git_does_not_know(repository, ref):
    """Nothing of it reaches git as an option."""
    with pytest.raises(UsageFault, match="git knows no commit"):
        changed_since(ref, [repository])


def test_lines_that_never_met(repository):
    """Are told as such."""
    git(repository, "checkout", "-q", "--orphan", "apart")
    git(repository, "commit", "-qm", "apart")
    with pytest.raises(UsageFault, match='"main" and HEAD have no commit in common'):
        changed_since("main", [repository])


def test_no_repository_and_no_git(tmp_path, repository, monkeypatch):
    """Each with what to do."""
    monkeypatch.setattr("scenario_runner.suite.git.os.path.lexists", lambda path: False)
    with pytest.raises(UsageFault, match="is in no git repository"):
        changed_since("HEAD", [tmp_path])
    monkeypatch.undo()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(UsageFault, match="git, which cannot be run"):
        changed_since("HEAD", [repository])
