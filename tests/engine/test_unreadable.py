"""A thread whose state LangGraph itself cannot put together."""

from scenario_runner import Options, run

TWO_WRITE_ONE_KEY = """
scenario: Two finished nodes of a paused superstep wrote one key
graph:
  state: {a: string, b: string}
  nodes:
    one: {returns: {a: first}}
    two: {returns: {a: second}}
    ask: {interrupt: go on?, returns: {b: "{{ answer }}"}}
  edges: [START -> one, START -> two, START -> ask]
steps:
  - {id: expected, invoke: {b: ""}, expect: {raises: InvalidUpdateError}}
  - {id: look, expect: {raises: InvalidUpdateError}}
  - {id: told, expect: {values: {b: ""}}}
branches:
  other: {from: start, steps: [{invoke: {b: ""}}]}
"""


def test_reading_it_is_told_as_what_langgraph_raises(tmp_path):
    """As an error of the graph: it can be expected, and is none of the runner's."""
    file = tmp_path / "one-key.scenario.yaml"
    file.write_text(TWO_WRITE_ONE_KEY)
    (case,) = run([file], Options(in_process=True)).cases
    main, other = case.branches
    assert [step.outcome for step in main.steps] == ["passed", "passed", "error"]
    assert [step.error.kind for step in (*main.steps, *other.steps) if step.error] == [
        "raised",
        "raised",
    ]
