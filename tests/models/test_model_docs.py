"""docs/models.md says what is really said."""

import re
import subprocess
from pathlib import Path

import warm

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "models.md").read_text()


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
        [*warm.python(), "-m", "scenario_runner", "export", "a.scenario.yaml"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env={"PYTHONPATH": str(PROJECT), "PATH": "", "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == 2
    told = f'a reply of the model {play.name}:llm uses "said", which a script does not know'
    assert told in done.stderr
