"""A scenario for each way a case can end."""

GRAPH = "{state: {n: integer}, nodes: {a: {returns: {n: 2}}}, edges: [START -> a -> END]}"
FILES = {
    "good.scenario.yaml": f"""\
scenario: Good
tags: [quick, hitl]
graph: {GRAPH}
steps: [{{id: one, invoke: {{n: 1}}, expect: {{values: {{n: 2}}}}}}]
branches:
  again: {{from: one, steps: [{{invoke: {{n: 1}}}}]}}
""",
    "failing.scenario.yaml": f"""\
scenario: Failing
graph: {GRAPH}
steps: [{{invoke: {{n: 1}}, expect: {{values: {{n: 3}}}}}}]
""",
    "invalid.scenario.yaml": f"""\
scenario: Invalid
graph: {GRAPH}
stepps: []
""",
    "unloadable.scenario.yaml": """\
scenario: Unloadable
graph: nothing_of_the_kind:graph
steps: [{invoke: {n: 1}}]
""",
    "skipped.scenario.yaml": f"""\
scenario: Skipped
skip: not today
graph: {GRAPH}
steps: [{{invoke: {{n: 1}}}}]
""",
    "raising.scenario.yaml": """\
scenario: Raising
graph: {state: {n: integer}, nodes: {a: {raises: {type: ValueError, message: too bad}}},
        edges: [START -> a -> END]}
steps: [{invoke: {n: 1}}]
""",
}
