"""Scripted models are found wherever an application holds them, and leave nothing behind."""

import json
import sys
from importlib.util import find_spec

import pytest
from holders import SOURCE

from scenario_runner.suite.run import Options, run

pytestmark = pytest.mark.skipif(
    find_spec("langchain_openai") is None, reason="langchain-openai is the extra test's"
)

SCENARIO = """\
scenario: Held
graph: {{ref: "{name}.py:build", args: {{way: "{way}"}}}}
environment: {{OPENAI_API_KEY: not-a-key}}
models: {{"{target}": {replies}}}
steps:
  - invoke: {{messages: [{{role: user, content: Hello}}]}}
    expect:
      messages: [{{role: user}}, {{content: "{first}"}}, {{content: "{second}"}}]
"""
WAYS = [
    line.split('"')[1] for line in SOURCE.splitlines() if line.startswith('    "') and ":" in line
]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    folder = tmp_path_factory.mktemp("held")
    (folder / "held_in_every_way.py").write_text(SOURCE)
    (folder / "pyproject.toml").write_text("")
    return folder


def target_of(way):
    if way.startswith("init_chat_model"):
        return "held_in_every_way:proxy"
    if way.startswith("own"):
        return "held_in_every_way.py:own"
    return (
        "langchain_openai:ChatOpenAI" if way.startswith("class made") else "held_in_every_way:llm"
    )


@pytest.mark.parametrize("way", WAYS)
def test_it_plays_wherever_it_is_held(way, project, monkeypatch):
    """In sync and async nodes alike; nothing tries to reach a provider."""
    monkeypatch.chdir(project)
    replies = ["Hello there", "How are you?"]
    if "mood" in way or "structured" in way:
        replies = [{"structured": {"mood": reply}} for reply in replies]
    text = SCENARIO.format(
        name="held_in_every_way", way=way, target=target_of(way), replies=json.dumps(replies),
        first="Hello there", second="How are you?",
    )  # fmt: skip
    (project / "held.scenario.yaml").write_text(text)
    (case,) = run(["held.scenario.yaml"], Options(in_process=True)).cases
    assert (case.outcome, case.error, case.branches[0].steps[0].error) == ("passed", None, None)
    assert case.findings == ()


def test_everything_is_as_before(project, monkeypatch):
    """Objects have their own class again, and classes their own methods."""
    test_it_plays_wherever_it_is_held("global", project, monkeypatch)
    test_it_plays_wherever_it_is_held("class made while it runs", project, monkeypatch)
    test_it_plays_wherever_it_is_held("init_chat_model", project, monkeypatch)
    from langchain_core.language_models import BaseChatModel
    from langchain_openai import ChatOpenAI
    from langchain_openai.chat_models.base import BaseChatOpenAI

    from scenario_runner.graphs.files import loaded_file
    from scenario_runner.graphs.surroundings import importable

    with importable([str(project)]):
        module = loaded_file(str(project / "held_in_every_way.py"))
    for model in (module.llm, module.copied, module.shallow, module.copied_twice):
        assert type(model) is ChatOpenAI
    assert ChatOpenAI._generate is BaseChatOpenAI._generate
    assert ChatOpenAI.get_num_tokens is BaseChatModel.get_num_tokens
    assert not {"cache", "_generate", "_stream_chat_model_events"} & set(vars(ChatOpenAI))
    assert type(module.proxy)._model.__module__ == "langchain.chat_models.base"
    assert "held_in_every_way" not in sys.modules
