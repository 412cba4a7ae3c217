"""Scripted parts of an inline graph count on through travel, and stand still where refused."""

from scenario_runner import Options, run

REFUSED_THEN_FLAKY = """
scenario: A refused way back takes no turn
graph:
  state: {log: {reducer: add}}
  nodes:
    ask:
      interrupt: go on?
      raises: {type: TimeoutError, message: slow, times: 1}
      returns: {log: ["{{ answer }}"]}
  edges: [START -> ask -> END]
steps:
  - {id: begin, invoke: {log: []}}
  - {id: again, resume_map: {nobody: 1}, at: begin, expect: {refused: {$contains: nobody}}}
  - {id: slow, resume: one, expect: {raises: TimeoutError}}
  - {id: other, resume: two, at: begin, expect: {values: {log: [two]}}}
"""


def test_a_refused_way_back_takes_no_turn(tmp_path):
    """The node raises at its first answer, not before, and not again on the way back."""
    file = tmp_path / "flaky.scenario.yaml"
    file.write_text(REFUSED_THEN_FLAKY)
    (case,) = run([file], Options(in_process=True)).cases
    assert [step.outcome for step in case.branches[0].steps] == ["passed"] * 4
