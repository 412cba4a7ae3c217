"""What a JSONPath may begin with."""

from scenario_runner.engine.observation import Observation
from scenario_runner.language.facts import FACTS


def test_the_facts_are_those_of_an_observation():
    """All that a step tells may be asked for, and nothing else."""
    assert tuple(Observation().to_data()) == FACTS
