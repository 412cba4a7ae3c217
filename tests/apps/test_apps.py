"""Whole applications, as people write them, played offline without a change to their code."""

import json
import os
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

import pytest
import warm

import scenario_runner

pytestmark = pytest.mark.skipif(
    find_spec("langchain_openai") is None, reason="langchain-openai is the extra test's"
)

APPS = Path(__file__).parent
PACKAGE = Path(scenario_runner.__file__).parents[1]
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
_TIMES = {"duration", "started_at", "traceback"}


def played(folder, name):
    """One run of all of them, in processes of its own and without any key or proxy to a network."""
    file = folder / f"{name}.json"
    kept = {k: v for k, v in os.environ.items() if "API_KEY" not in k and k != "NO_COLOR"}
    nowhere = "http://127.0.0.1:9"
    done = subprocess.run(
        [
            *(*warm.python(), "-m", "scenario_runner", "run", *_scenarios()),
            *("--verify", "--report", f"json={file}"),
        ],
        cwd=APPS, capture_output=True, text=True, check=False, timeout=300,
        env={**kept, "PYTHONPATH": str(PACKAGE), "HTTPS_PROXY": nowhere, "HTTP_PROXY": nowhere},
    )  # fmt: skip
    return done, json.loads(file.read_text())


def _scenarios():
    return sorted(str(path.relative_to(APPS)) for path in APPS.rglob("*.scenario.yaml"))


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("apps")
    return [played(folder, name) for name in ("first", "second")]


def test_all_of_them_pass(runs):
    """Approved, edited and rejected; with failures of models and tools; streamed; and again as new
    conversations, with no word but of the branch that is none."""
    done, results = runs[0]
    outcomes = {case["file"]: case["outcome"] for case in results["cases"]}
    assert outcomes == dict.fromkeys(_scenarios(), "passed"), done.stdout
    told = {
        finding["message"]
        for case in results["cases"]
        for finding in case["findings"]
        if finding["outcome"] != "passed"
    }
    why = "cannot be told as a new conversation: it starts at a moment inside a call"
    assert told == {f"branch before-the-writer: {why}"}


def test_two_runs_give_the_same(runs):
    """But for times, and for ids that LangGraph makes anew, which come in the same order."""
    first, second = (normalised(results) for _, results in runs)
    assert first == second


def test_messages_and_tool_calls_have_the_same_ids_in_each_run(runs):
    """Those of a model are not LangChain's, which are random."""
    first, second = (_said_ids(results) for _, results in runs)
    assert first == second
    assert len(first) > 10


NO_SCRIPT = {"newsroom/story.scenario.yaml": "starts inside of a call"}
"""What cannot be told by a script, and why."""


def test_their_scripts_end_well(tmp_path):
    """Each scenario as a script that needs LangGraph and the application alone."""
    shutil.copytree(APPS, tmp_path / "apps")
    shutil.copy(APPS.parents[1] / "pyproject.toml", tmp_path)
    files = _scenarios()
    assert NO_SCRIPT.keys() < set(files)
    for file in files:
        path = tmp_path / "apps" / file
        told = _python(path.parent, "-m", "scenario_runner", "export", path.name)
        if file in NO_SCRIPT:
            assert (told.returncode, NO_SCRIPT[file] in told.stderr) == (2, True)
            continue
        assert told.stderr == ""
        (path.parent / "script.py").write_text(told.stdout)
        ran = _python(path.parent, "-I", "script.py")
        assert (ran.stdout, ran.returncode) == ("all that was asserted holds\n", 0), ran.stderr


def _python(folder, *arguments):
    kept = {k: v for k, v in os.environ.items() if "API_KEY" not in k}
    return subprocess.run(
        [*warm.python(), *arguments],
        cwd=folder, capture_output=True, text=True, check=False, timeout=100,
        env={**kept, "PYTHONPATH": str(PACKAGE), "NO_COLOR": "1"},
    )  # fmt: skip


def normalised(results):
    """The results as text, without times, each id replaced by its number."""
    text = json.dumps(_without_times(results), indent=1)
    seen: dict[str, str] = {}
    return _IDS.sub(lambda found: seen.setdefault(found[0], f"id-{len(seen)}"), text)


def _without_times(data):
    if isinstance(data, dict):
        return {key: _without_times(part) for key, part in data.items() if key not in _TIMES}
    return [_without_times(part) for part in data] if isinstance(data, list) else data


def _said_ids(data):
    return sorted(set(re.findall(r'"((?:reply|call)_[0-9a-f]{12})"', json.dumps(data))))
