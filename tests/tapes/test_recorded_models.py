"""`--record-models` with real clients of providers: recorded from a server on loopback, then played
without it and without their keys."""

import pytest
from model_server import model_server
from test_model_clients import APP

from scenario_runner.language.source import read
from scenario_runner.matching.same import canonical
from scenario_runner.suite.model_record import Recording
from scenario_runner.suite.options import Options
from scenario_runner.suite.places import in_this_process
from scenario_runner.suite.run import run

MODULE = APP.replace(', api_key="sk-never-to-be-seen"', "").replace(
    "def plain(state):", "llm = model()\n\ndef plain(state):"
)
MODULE = MODULE.replace("model().", "llm.")
SCENARIO = """\
# What the clerk does.
scenario: Models   # of two providers
graph: app.py:graph
steps:
  # it begins
  - id: hello
    invoke: {messages: [{role: user, content: hello, id: u1}]}
    expect: {last_message: {content: "you said 'hello'"}}
  - resume: tea
    expect: {last_message: {tool_calls: [{name: weather, args: {city: "where?"}}]}}
branches:
  # the server is busy
  failing:
    from: hello
    steps:
      - resume: fail once
        expect: {last_message: {tool_calls: [{name: weather}]}}
  answers:
    from: hello
    for_each: [{id: first, answer: one}, {id: second, answer: two}]
    steps:
      - resume: "{{ answer }}"
        expect: {paths: {"$.values.messages[3].content": "you said '{{ answer }}' "}}
"""


@pytest.fixture
def recorded(tmp_path, monkeypatch):
    """Records the scenario from a server that is gone afterwards; what was written, and the run."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pyproject.toml").write_text("")
    (tmp_path / "app.py").write_text(MODULE)
    file = tmp_path / "m.scenario.yaml"
    file.write_text(SCENARIO)

    def record(provider):
        monkeypatch.setenv("PROVIDER", provider)
        for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
            monkeypatch.setenv(name, f"sk-{name}-never-to-be-seen")
        recording = Recording()
        options = Options(on_models=recording.hear, in_process=True)
        with model_server() as (address, asked):
            monkeypatch.setenv("MODEL_SERVER", address)
            live = run([file.name], options)
            count = len(asked)
            with in_this_process() as place:
                (written,) = recording.write(live, options, place)
            assert len(asked) == count, "a model was asked again"
        for name in ("OPENAI_API_KEY", "ANTHROPIC_API_KEY"):
            monkeypatch.delenv(name)
        return live.cases[0], written, count

    return record


@pytest.mark.parametrize("provider", ["openai", "anthropic"])
def test_what_was_recorded_plays_without_the_provider(provider, recorded, tmp_path):
    """Plain, streamed, with tools, after an error and its retry, asynchronous; in branches, and in
    rows that are told apart."""
    live, written, count = recorded(provider)
    assert (live.outcome, count) == ("passed", 10)
    assert (written.otherwise, written.left, written.change.faults) == ((), (), ())
    text = (tmp_path / "m.scenario.yaml").read_text()
    assert "never-to-be-seen" not in text
    (played,) = run(["m.scenario.yaml"], Options(verify=True, in_process=True)).cases
    assert played.outcome == "passed"
    assert values(played) == values(live)
    assert {finding.outcome for finding in played.findings} == {"passed"}
    if provider == "openai":
        check_written(text)


def values(case):
    """What each step of each branch ended with; ids by their order."""
    return {
        branch.name: [canonical(step.observation.values) for step in branch.steps]
        for branch in case.branches
    }


def check_written(text):
    """The prefix once, each branch its own, no key; comments and all else as it was."""
    assert set(SCENARIO.splitlines()) <= set(text.splitlines())
    data = read("m", text.encode()).data
    assert data["environment"] == {"OPENAI_API_KEY": "not-a-key"}
    usage = {"input_tokens": 3, "output_tokens": 4}
    call = {"name": "weather", "args": {"city": "where?"}, "id": "call-1"}
    assert data["models"]["app.py:llm"] == [
        {"content": "you said 'hello'", "usage": usage},
        "you said 'tea' ",
        {"tool_calls": [call], "usage": usage},
    ]
    branches = data["branches"]
    assert branches["failing"]["models"]["app.py:llm"][0] == "you said 'fail once' "
    assert branches["answers"]["models"]["app.py:llm"] == [
        {"when": "one", "reply": "you said 'one' "},
        {"node": "with_tools", "reply": {"tool_calls": [call], "usage": usage}},
        {"when": "two", "reply": "you said 'two' "},
    ]
