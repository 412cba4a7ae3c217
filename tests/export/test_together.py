"""What no shipped scenario holds together, in scripts of its own."""

from exported import play, script_of

BOTH = """\
scenario: A stale answer, and a moment inside
graph:
  state: {said: {reducer: append}, seen: integer}
  nodes:
    ask: {interrupt: Well?, returns: {said: "{{ answer }}"}}
    count: {returns: {seen: "{{ state.said | length }}"}}
  edges: [START -> ask -> count -> ask]
steps:
  - {id: asked, invoke: {seen: 0}}
  - {id: one, resume: one, expect: {stale_resume: false, values: {said: [one], seen: 1}}}
  - {resume: two, at: asked, via: direct, expect: {stale_resume: true, values: {said: [one]}}}
branches:
  before:
    from: {before: count}
    steps:
      - {expect: {next: [count], interrupts: []}}
      - {invoke: null, expect: {values: {seen: 1}, next: [ask]}}
  threads:
    from: asked
    steps:
      - {invoke: {seen: 5}, thread: other, expect: {values: {seen: 5}, interrupts: {$length: 1}}}
      - {resume: three, expect: {values: {said: [three]}}}
      - {reload: true, expect: {interrupts: [{node: ask}]}}
      - {resume_map: {ask: four}, thread: other, expect: {values: {said: [four], seen: 1}}}
      - {resume: null, expect: {values: {said: [three, null]}}}
"""


def test_moments_inside_stale_answers_threads_and_restarts(project):
    """One script whose saver keeps every checkpoint and listens to every answer."""
    (project / "both.scenario.yaml").write_text(BOTH)
    source = script_of("both.scenario.yaml", project)
    (project / "both.py").write_text(source)
    assert "class KeepingAndListening" in source
    assert play(["both.py"], project) == {"both.py": None}


INSIDE = """\
scenario: Before the second question of a subgraph
graph:
  state: {name: string, age: string}
  nodes:
    form:
      graph:
        state: {name: string, age: string}
        nodes:
          first: {interrupt: Name?, returns: {name: "{{ answer }}"}}
          second: {interrupt: Age?, returns: {age: "{{ answer }}"}}
        edges: [START -> first -> second]
  edges: [START -> form]
steps:
  - {id: asked, invoke: {}}
  - {id: named, resume: Ada, expect: {interrupts: [{path: form/second}]}}
  - {resume: "7", expect: {values: {name: Ada, age: "7"}}}
branches:
  before:
    from: {before: form/second}
    steps: [{invoke: null, expect: {interrupts: [{path: form/second}]}}]
"""


def test_the_answer_that_led_into_a_subgraph_is_not_heard_twice(project):
    """A moment inside has the answer of its call beside it, and nobody to hear it."""
    (project / "inside.scenario.yaml").write_text(INSIDE)
    (project / "inside.py").write_text(script_of("inside.scenario.yaml", project))
    assert play(["inside.py"], project) == {"inside.py": None}
