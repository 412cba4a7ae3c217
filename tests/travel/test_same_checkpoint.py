"""Going back to the checkpoint that is the head, or was when it was half answered."""

import pytest

from scenario_runner import Options, run

SCENARIO = """
scenario: Back to where the thread still is
graph:
  state: {{log: {{reducer: add}}}}
  nodes:
    ask: {{interrupts: [first?, second?], returns: {{log: ["{{{{ answers }}}}"]}}}}
  edges: [START -> ask -> END]
checks: {{left_open: ignore}}
steps:
  - {{id: begin, invoke: {{log: []}}}}
{steps}
"""

JOURNEYS = {
    "nothing was written since": (
        "  - {resume: one, at: begin}\n  - {resume: two}",
        [["one", "two"]],
    ),
    "a first answer was given there since": (
        (
            "  - {id: half, resume: one}\n"
            "  - {resume: other, at: begin, expect: {interrupts: [{value: second?}]}}\n"
            "  - {resume: two}"
        ),
        [["other", "two"]],
    ),
    "a second answer is asked for again where it waits": (
        "  - {id: half, resume: one}\n  - {resume: two, at: half}",
        [["one", "two"]],
    ),
    "0 was given there, and false is given now": (
        "  - {id: half, resume: 0}\n  - {resume: false, at: half}",
        [[0, False]],
    ),
}


@pytest.mark.parametrize("journey", JOURNEYS)
def test_the_answers_are_those_of_a_fresh_conversation(tmp_path, journey):
    """No answer that was given there since is heard again."""
    steps, log = JOURNEYS[journey]
    file = tmp_path / "back.scenario.yaml"
    file.write_text(SCENARIO.format(steps=steps))
    (case,) = run([file], Options(in_process=True, verify=True)).cases
    (main,) = case.branches
    assert [step.error for step in main.steps] == [None] * len(main.steps)
    assert main.steps[-1].observation.values == {"log": log}
    assert case.outcome == "passed"
