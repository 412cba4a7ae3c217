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
