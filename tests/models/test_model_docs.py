"""docs/models.md shows scenarios that pass, and says what is really said."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "models.md").read_text()


def test_every_scenario_shown_passes_and_warns_of_nothing(tmp_path):
    """Each is played as it stands."""
    shutil.copytree(PROJECT / "scenarios", tmp_path / "scenarios")
    shown = re.findall(r"^```yaml\n(.*?)^```$", PAGE, flags=re.DOTALL | re.MULTILINE)
    for number, text in enumerate(shown):
        (tmp_path / f"{number}.scenario.yaml").write_text(text)
    files = [f"{number}.scenario.yaml" for number in range(len(shown))]
    done = subprocess.run(
        [sys.executable, "-m", "scenario_runner", "run", *files],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(PROJECT), "PATH": "", "NO_COLOR": "1"},
    )  # fmt: skip
    *lines, _ = done.stdout.splitlines()
    assert [line.split("::")[0] for line in lines] == [f"passed   {file}" for file in files]


def test_running_out_reads_as_shown(play):
    """But for the name of the module."""
    case = play(
        "scenario: s\ngraph: APP.py:clerk\nmodels:\n  APP:llm:\n"
        "    - {tool_calls: [{name: refund, args: {order: 6}}]}\n"
        "    - {tool_calls: [{name: refund, args: {order: 7}}]}\n"
        "steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"
    )
    error = case.branches[0].steps[0].error
    shown = re.search(r"^error: (.*)\nhelp: (.*)$", PAGE, flags=re.MULTILINE).groups()
    said = error.message.replace(f"{play.name}:llm", "shop.agents:llm")
    assert shown[0].startswith(said)  # older releases do not tell the agent
    assert error.hint == shown[1]


def test_a_script_says_what_it_cannot_know(play, tmp_path):
    """A reply that uses what a step saves."""
    play(
        "scenario: s\ngraph: APP.py:once\nmodels: {APP:llm: ['{{ said }}']}\n"
        "steps: [{invoke: {messages: [{role: user, content: Hello}]}, save: {said: $.next}}]\n"
    )
    done = subprocess.run(
        [sys.executable, "-m", "scenario_runner", "export", "a.scenario.yaml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(PROJECT), "PATH": "", "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 2
    told = f'a reply of the model {play.name}:llm uses "said", which a script does not know'
    assert told in done.stderr
