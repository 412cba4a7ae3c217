"""Scripted models together with secrets, the network, and looking at graphs without a run."""

import subprocess

import warm
from model_app import contents

SECRET = "sk-4711-of-nobody"
SAYS_IT = (
    "scenario: s\nsecrets: [SHOP_KEY]\ngraph: APP.py:once\n"
    "models:\n  APP:llm: ['The key is {{ env.SHOP_KEY }}']\n"
    "steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"
)
DIALS = """
import socket
from APP import llm, said, talk


def dial(state):
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    except OSError as error:
        return {"messages": [("user", str(error))]}


graph = talk(dial=dial)
"""


def test_a_reply_may_use_a_secret(play, monkeypatch):
    """The graph gets it; nothing that is told holds it."""
    monkeypatch.setenv("SHOP_KEY", SECRET)
    case = play(SAYS_IT)
    step = case.branches[0].steps[0]
    assert contents(step)[-1] == "The key is ***SHOP_KEY***"
    assert SECRET not in repr(case)


def test_the_network_is_closed_where_a_model_plays(play, tmp_path):
    """Also in the branches before and beside the one that has it."""
    (tmp_path / "dials.py").write_text(DIALS.replace("APP", play.name))
    case = play(
        "scenario: s\ngraph: dials.py:graph\nchecks: {script_left: ignore}\n"
        "steps: [{id: one, invoke: {messages: [{role: user, content: Hello}]}}]\n"
        "branches:\n  b:\n    from: one\n    models: {APP:llm: [x]}\n"
        "    steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"
    )
    said = [contents(branch.steps[0])[-1] for branch in case.branches]
    assert ["network: none" in text for text in said] == [True, True]


def validated(tmp_path, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.scenario.yaml").write_text(text)
    done = subprocess.run(
        [*warm.python(), "-m", "scenario_runner", "validate", "--graphs", *sorted(
            f"{name}.scenario.yaml" for name in files
        )],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


def test_a_graph_that_is_only_looked_at(play, tmp_path):
    """It gets the models it is made of, and those that cannot play are told, each of its own
    file and branch."""
    graph = f"scenario: s\ngraph: {{ref: {play.name}.py:chat, args: {{model: {{$model: m}}}}}}\n"
    steps = "steps: [{id: one, invoke: {messages: []}, expect: {next: [human]}}]\n"
    branch = f"branches: {{b: {{from: one, models: {{{play.name}:lm: [x]}}, steps: [{{}}]}}}}\n"
    branch = branch.replace("[{}]", "[{resume: 1}]")
    good = graph + "models: {m: [x]}\n" + steps
    wrong = graph + f"models: {{m: [x], {play.name}:number: [x]}}\n" + steps
    code, out, err = validated(tmp_path, a=good, b=wrong, c=good + branch)
    assert (code, out.split(",")[0]) == (4, "1 file valid")
    assert "b.scenario.yaml:3" in err
    assert "c.scenario.yaml:5" in err
    assert "a.scenario.yaml" not in err
