"""Where nothing leaves the machine, unless the file says otherwise."""

import pytest

from scenario_runner.language.load import load

STEPS = "steps: [{id: one, invoke: 1}]\n"
MODELS = "models: {name: [x]}\n"
BRANCH = "branches: {b: {from: one, models: {name: [x]}, steps: [{invoke: 2}]}}\n"


@pytest.mark.parametrize(
    ("own", "defaults", "network"),
    [
        ("", "", "open"),
        (MODELS, "", "none"),
        (BRANCH, "", "none"),
        ("", MODELS, "none"),
        ("models: {name: null}\n", MODELS, "open"),
        (f"network: open\n{MODELS}", "", "open"),
        (f"network: open\n{BRANCH}", MODELS, "open"),
        ("network: none\n", "", "none"),
    ],
)
def test_scripted_models_close_the_network(tmp_path, own, defaults, network):
    """Wherever they are given: in the scenario, in one branch, in a folder's defaults."""
    (tmp_path / "pyproject.toml").write_text("")
    if defaults:
        (tmp_path / "defaults.scenario-runner.yaml").write_text(defaults)
    file = tmp_path / "a.scenario.yaml"
    file.write_text(f"scenario: s\ngraph: shop:graph\n{STEPS}{own}")
    assert load(file).graph.circumstances.network == network
