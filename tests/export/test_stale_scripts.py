"""Scripts that look at what `interrupt()` gave: each answer has a question of its own."""

from exported import play, script_of

TWO = """\
scenario: Another question hears it
graph:
  state: {said: {type: list, reducer: append}}
  nodes:
    ask: {interrupts: [first?, second?], returns: {said: "{{ answers | join('+') }}"}}
    other: {interrupt: other?, returns: {said: "{{ answer }}"}}
  edges: [START -> ask -> END, START -> other -> END]
checks: {left_open: ignore}
steps:
  - {id: asked, invoke: {said: x}}
  - {id: one, resume_map: {ask: a}, expect: {stale_resume: false}}
  - {id: two, resume_map: {ask: a, other: c}, expect: {stale_resume: false}}
branches:
  late:
    from: two
    steps: [{at: asked, via: direct, resume_map: {ask: b, other: c}, expect: {stale_resume: true}}]
  nothing-given:
    from: one
    steps: [{invoke: null, expect: {stale_resume: false}}]
"""
ONE = """\
scenario: In one node
graph:
  state: {said: string}
  nodes: {ask: {interrupts: [first?, second?], returns: {said: "{{ answers | join('+') }}"}}}
  edges: [START -> ask]
checks: {left_open: ignore}
steps:
  - {id: asked, invoke: {}}
  - {id: one, resume: a, expect: {stale_resume: false}}
  - {at: asked, via: direct, resume: b, expect: {stale_resume: true, values: {said: a+b}}}
branches:
  the-same-again: {from: one, steps: [{resume: a, expect: {stale_resume: false}}]}
  repeated: {from: one, steps: [{invoke: null, expect: {stale_resume: true}}]}
"""


def _ends(project, name, text):
    (project / f"{name}.scenario.yaml").write_text(text)
    (project / f"{name}.py").write_text(script_of(f"{name}.scenario.yaml", project))
    return play([f"{name}.py"], project)[f"{name}.py"]


def test_another_question_of_the_node_may_hear_it(project):
    """The script says what the runner says: the answer that was meant for the first question went
    astray, though the second one heard it."""
    assert _ends(project, "two", TWO) is None
    assert _ends(project, "one", ONE) is None


def test_what_went_astray_is_told(project):
    """With what was heard in its place; and that nothing did, where something should."""
    late = "ask: b, other: c}, expect: {stale_resume: "
    said = _ends(project, "late", TWO.replace(f"{late}true", f"{late}false"))
    assert said == [
        "AssertionError",
        (
            "late/#1: stale_resume, what went astray is not as expected: "
            "[\"'b' was given, and ['a'] heard\"]"
        ),
    ]
    wrong = ONE.replace(
        "[{resume: a, expect: {stale_resume: false", "[{resume: a, expect: {stale_resume: true"
    )
    said = _ends(project, "wrong", wrong)
    assert said[1] == "the-same-again/#1: stale_resume, what went astray is not as expected: []"


def test_an_answer_that_nobody_gave_is_told(project):
    """LangGraph repeats the first answer at the second question."""
    told = ONE.replace(
        "{invoke: null, expect: {stale_resume: true}}",
        "{invoke: null, expect: {stale_resume: false}}",
    )
    assert "'a' was heard and not given" in _ends(project, "repeated", told)[1]
