"""Targets that are no model, or not one: what was looked at, and what to do."""

import sys

import pytest
from model_app import contents

STEPS = "steps: [{invoke: {messages: [{role: user, content: Hello}]}}]\n"


def told(play, target, graph="APP.py:once"):
    case = play(f"scenario: s\ngraph: {graph}\nmodels:\n  {target}: [x]\n{STEPS}")
    assert case.outcome == "error"
    assert case.error.place.line == 4
    return case.error.message, case.error.hint


def test_a_target_that_is_not_there(play):
    """The attribute or the module that was meant."""
    name = play.name
    assert told(play, "APP:lm") == (f'{name} has no "lm"', 'did you mean "llm"?')
    message, hint = told(play, "aap:llm")
    assert message == 'there is no module "aap"'
    assert hint.startswith("modules are looked for in")


def test_a_target_that_is_no_model(play):
    """What was found there."""
    name = play.name
    message, hint = told(play, "APP:make_model")
    assert message == f"{name}:make_model is a function, not a chat model"
    assert "langchain_openai:ChatOpenAI" in hint
    assert told(play, "APP:number")[0] == f"{name}:number is an int, not a chat model"
    assert told(play, "APP:BaseChatModel")[0] == (
        f"{name}:BaseChatModel is a class that no model is made of"
    )


def test_a_target_that_holds_two(play):
    """Each by the way to it; one of them can be named."""
    name = play.name
    message, hint = told(play, "APP:with_backup")
    ways = [f"an OwnModel ({name}:with_backup.{way})" for way in ("runnable", "fallbacks[0]")]
    assert message == f"{name}:with_backup holds 2 models: {', '.join(ways)}"
    assert hint == "name one of them by its own attribute; each may have its own replies"
    case = play(
        f"scenario: s\ngraph: APP.py:once\nmodels: {{APP:with_backup.runnable: [x]}}\n{STEPS}"
    )
    assert case.outcome == "passed"


def test_two_targets_that_are_one(play):
    """One list of replies for one model."""
    case = play(
        "scenario: s\ngraph: APP.py:once\nmodels:\n"
        f"  APP:llm: [x]\n  APP:stubborn.bound: [y]\n{STEPS}"
    )
    name = play.name
    assert case.error.message == f"{name}:stubborn.bound and {name}:llm are one and the same model"


def test_an_exception_that_is_none(play):
    """Before anything is played."""
    case = play(
        "scenario: s\ngraph: APP.py:once\nmodels:\n"
        f"  APP:llm: [{{raises: {{type: 'APP:number'}}}}]\n{STEPS}"
    )
    assert "is not an exception that a model can raise" in case.error.message
    assert case.error.place.line == 4


def test_a_file_that_was_imported_under_two_names(play, tmp_path):
    """Two modules of one file hold two models: which of them the graph asks nobody can say."""
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "models.py").write_text(f"from {play.name} import OwnModel\nllm = OwnModel()\n")
    (package / "agents.py").write_text(
        "import sys, os\nsys.path.insert(0, os.path.dirname(__file__))\n"
        f"from {play.name} import once\nfrom models import llm\n"
        "def build():\n    return once(llm)\n"
    )
    try:
        message, hint = told(play, "shop.models:llm", "shop.agents:build")
    finally:
        sys.path[:] = [entry for entry in sys.path if entry != str(package)]
        sys.modules.pop("models", None)
    assert message == "shop.models:llm is found twice: its file is imported as models too"
    assert hint == "import it by one name everywhere, so that there is one model"


def test_what_a_factory_makes_is_found_too(play, tmp_path):
    """A target that is there only once the factory has run."""
    (tmp_path / f"late_{play.name}.py").write_text(
        f"from {play.name} import OwnModel, once\n"
        "def build():\n    global llm\n    llm = OwnModel()\n    return once(llm)\n"
    )
    case = play(f"scenario: s\ngraph: late_APP.py:build\nmodels: {{late_APP:llm: [x]}}\n{STEPS}")
    assert case.outcome == "passed"


@pytest.mark.parametrize("graph", ["fallen", "once"])
def test_an_unscripted_model_is_the_applications_own(play, graph):
    """Another object of the same class is left alone."""
    case = play(f"scenario: s\ngraph: APP.py:{graph}\nmodels: {{APP:second: [Two]}}\n{STEPS}")
    step = case.branches[0].steps[0]
    if graph == "fallen":
        assert contents(step) == ["Hello", "Two"]
    else:
        assert step.observation.raises.message == "the application's own model was asked"


@pytest.mark.parametrize("order", [("first", "copied"), ("copied", "first")])
def test_a_copy_with_a_script_of_its_own(play, order):
    """Plays that, as does what was copied from it."""
    replies = {"first": "[One]", "copied": "[Two, Three]"}
    entries = ", ".join(f"APP:Held.{name}: {replies[name]}" for name in order)
    case = play(f"scenario: s\ngraph: APP.py:copies\nmodels: {{{entries}}}\n{STEPS}")
    assert contents(case.branches[0].steps[0]) == ["Hello", "One", "Two", "Three"]


def test_a_factory_that_asks_too_much(play):
    """Is told at the script, as a step would be."""
    case = play(
        f"scenario: s\ngraph: APP.py:asking_factory\nmodels:\n  APP:llm: [I am llm, x]\n{STEPS}"
    )
    assert contents(case.branches[0].steps[0]) == ["Hello", "x"]
    case = play(
        "scenario: s\ngraph: APP.py:asking_factory\n"
        f"models:\n  APP:llm: [{{when: x, reply: x}}]\n{STEPS}"
    )
    error = case.branches[0].error
    assert error.message == f"the model {play.name}:llm has no reply to call 1"
    assert error.place.line == 4


def test_it_is_undone_whatever_happens(play, tmp_path):
    """When the graph raises, the script runs out, or a target is not found."""
    from scenario_runner.graphs.files import loaded_file
    from scenario_runner.graphs.surroundings import importable

    for models in ("{APP:llm: [{when: x, reply: x}]}", "{APP:llm: [x], APP:lm: [y]}",
                   "{APP:llm: [{raises: {type: ValueError}}], APP:OwnModel: [y]}"):  # fmt: skip
        case = play(f"scenario: s\ngraph: APP.py:once\nmodels: {models}\n{STEPS}")
        assert case.outcome == "error"
        with importable([str(tmp_path)]):
            module = loaded_file(str(tmp_path / f"{play.name}.py"))
        assert type(module.llm) is module.OwnModel
        assert set(vars(module.OwnModel)) & {"_stream", "_astream", "cache"} == set()


def test_a_model_may_be_given_anywhere(play):
    """In what a graph is configured with, and in what is sent."""
    case = play(
        "scenario: s\ngraph: {ref: 'APP.py:configured', config: {model: {$model: clerk}}}\n"
        f"models: {{clerk: [One]}}\n{STEPS}"
    )
    assert contents(case.branches[0].steps[0]) == ["Hello", "One"]
