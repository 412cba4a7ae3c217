"""A run of thousands holds those cases only that it has not played."""

import gc

from scenario_runner.suite.case import Case
from scenario_runner.suite.options import Options
from scenario_runner.suite.run import run

SCENARIO = """
scenario: {name}
graph: {{state: {{a: integer}}, nodes: {{n: {{returns: {{a: 1}}}}}}, edges: [START -> n -> END]}}
steps: [{{invoke: {{a: 0}}}}]
"""


def test_what_has_been_played_is_held_no_more(tmp_path):
    """Nothing asks for it again."""
    for name in "abcde":
        tmp_path.joinpath(f"{name}.scenario.yaml").write_text(SCENARIO.format(name=name))
    held = []

    def heard(_result):
        gc.collect()
        held.append(sum(type(each) is Case for each in gc.get_objects()))

    before = sum(type(each) is Case for each in gc.get_objects())
    results = run([tmp_path], Options(in_process=True), heard)
    assert [case.outcome for case in results.cases] == ["passed"] * 5
    assert held[0] - before == 5
    assert held[-1] - before <= 2  # itself, and the one before where a frame still has it
