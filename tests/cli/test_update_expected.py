"""`run --update-expected`: what came is written in place of expected values that failed."""

from pathlib import Path

import pytest

GRAPH = """\
graph:
  state: {messages: messages, status: string, order: mapping, count: integer}
  nodes:
    draft:
      returns:
        messages: [{$ai: "a draft"}]
        status: draft
        order: {id: 7, state: open}
        count: 1
    review: {interrupt: {question: Publish?}, returns: {status: "{{ answer }}", count: 2}}
  edges: [START -> draft -> review -> END]
"""
FILE = Path("s.scenario.yaml")


@pytest.fixture
def rewritten(say, monkeypatch):
    """What becomes of a scenario's steps: the text, and what is said."""
    monkeypatch.delenv("CI", raising=False)

    def call(steps, *more):
        FILE.write_text(f"scenario: S\n{GRAPH}{steps}")
        said = say("run", "--in-process", "--update-expected", FILE, *more)
        return FILE.read_text().partition("  edges: [START -> draft -> review -> END]\n")[2], said

    return call


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("{values: {status: published}}", "{values: {status: draft}}"),
        ("{values: {status: 'x'}}   # c", "{values: {status: 'draft'}}   # c"),
        ('{values: {count: "1", status: draft}}', "{values: {count: 1, status: draft}}"),
        ("{values: {order: {id: 7, state: shut}}}", "{values: {order: {id: 7, state: open}}}"),
        ("{values: {order: {id: 7, status: open}}}", "{values: {order: {id: 7, state: open}}}"),
        ("{values: {order: none}}", "{values: {order: {id: 7, state: open}}}"),
        ("{values: {messages: [{content: hi}]}}", "{values: {messages: [{content: a draft}]}}"),
        ("{messages: []}", "{messages: [{role: assistant, content: a draft}]}"),
        ("{last_message: {role: user}}", "{last_message: {role: assistant}}"),
        ("{next: [draft]}", "{next: [review]}"),
        ("{next: []}", "{next: [review]}"),
        ("{next: [a, review, b]}", "{next: [review]}"),
        ("{interrupts: []}",
         "{interrupts: [{node: review, value: {question: Publish?}}]}"),
        ("{interrupts: [{node: draft, value: {question: Publish?}}]}",
         "{interrupts: [{node: review, value: {question: Publish?}}]}"),
        ("{visited: [draft]}", "{visited: [draft, review]}"),
        ("{visited: [[draft], [review, draft]]}", "{visited: [[draft], [review]]}"),
        ("{executions: {draft: 2, gone: 1}}", "{executions: {draft: 1, gone: 0}}"),
        ('{paths: {"$.values.count": 5, "$.messages[*].content": [x]}}',
         '{paths: {"$.values.count": 1, "$.messages[*].content": [a draft]}}'),
        ("{checkpoints: {added: 9, sources: [input]}}",
         "{checkpoints: {added: 3, sources: [input, loop, loop]}}"),
        ("\n      values:\n        # why\n        status: >-\n          a\n          b\n\n",
         "\n      values:\n        # why\n        status: draft\n\n"),
    ],
)  # fmt: skip
def test_the_failing_leaf_is_rewritten(rewritten, say, before, after):
    """And nothing around it; then it holds."""
    steps = "steps:\n  - id: a  # first\n    invoke: {count: 0}\n    expect: EXPECT\n"
    text, said = rewritten(steps.replace("EXPECT", before))
    assert text == steps.replace("EXPECT", after)
    assert (said.code, said.err) == (1, "")
    assert "rewritten in s.scenario.yaml; run again to see them hold\n" in said.out
    assert say("run", "--in-process", FILE).code == 0


@pytest.mark.parametrize(
    ("expect", "why"),
    [
        ("{values: {status: {$contains: z}}}", "a matcher stands there"),
        ('{values: {status: "{{ 1 }}"}}', "a template stands there"),
        ("{values: {order: {gone: 1, id: {$gt: 1}}}}", "a matcher stands in it"),
        ("{values: {gone: 1}}", "the state has no such key; there is"),
        ("{values: {order: {$equals: {id: 8}}}}", "a matcher stands there"),
        ("{last_message: {id: abc}}", "it is, or holds, an id that is another in every run"),
        ("{duration: 5}", "a duration is another in every run"),
        ("{stale_resume: true}", "it pins what LangGraph does with answers: decide by hand"),
        ("{raises: ValueError}", "nothing came there"),
        ("{snapshot: true}", "--update-snapshots stores snapshots"),
        ("{values: {status: &x shut, order: *x}}", "an anchor or an alias stands there"),
        ("{values: {$include: part.yaml}}", "it is included from part.yaml"),
        ("{values: {status: {$file: word.txt}}}", "$file stands there"),
    ],
)
def test_what_is_left_is_told_with_its_reason(rewritten, expect, why):
    """And the text stays as it is."""
    Path("part.yaml").write_text("{status: shut}\n")
    Path("word.txt").write_text("shut")
    steps = f"steps:\n  - invoke: {{count: 0}}\n    expect: {expect}\n"
    text, said = rewritten(steps)
    assert (text, said.code) == (steps, 1)
    assert "left as written in s.scenario.yaml:\n" in said.out
    assert why in said.out


def test_acts_and_what_holds_are_never_touched(rewritten):
    """Several steps and branches at once, one of them right."""
    steps = """\
steps:
  - id: a
    invoke: {count: 5}
    expect: {values: {status: draft, count: 5}}
  - resume: shut
    expect: {values: {status: shut}}
branches:
  b:
    from: a
    steps: [{resume: gone, expect: {values: {status: shut}}}]
"""
    text, said = rewritten(steps)
    assert text == steps.replace("draft, count: 5", "draft, count: 1").replace(
        "gone, expect: {values: {status: shut}", "gone, expect: {values: {status: gone}"
    )
    assert "2 expected values rewritten" in said.out


ROWS = """\
parameters: [{id: a, x: shut}, {id: b, x: open}]
steps:
  - invoke: {count: 0}
    expect: {values: {count: 9}}
  - {resume: "{{ x }}", expect: {values: {status: shut, count: 7}}}
"""


def test_rows_that_disagree_are_left(rewritten):
    """What all of them want is written."""
    text, said = rewritten(ROWS)
    assert text == ROWS.replace("count: 9", "count: 1").replace("count: 7", "count: 2")
    assert ": the rows that share it disagree\n" in said.out


def test_rows_that_did_not_run_are_not_spoken_for(rewritten, say):
    """Only one of the cases was selected."""
    rewritten(ROWS.replace("count: 9", "count: 1").replace("count: 7", "count: 2"))
    before = FILE.read_text().replace("shut, count: 2", "shut, count: 3")
    FILE.write_text(before)
    said = say("run", "--in-process", "--update-expected", f"{FILE}::S[a]")
    assert (FILE.read_text(), said.code) == (before, 1)
    assert ": not all of the cases and branches that share it were played\n" in said.out


def test_what_is_expected_to_fail_is_left(rewritten):
    """It says how it should be, not how it is."""
    steps = """\
steps: [{id: a, invoke: {count: 0}}]
branches:
  known:
    from: a
    expect_failure: not yet
    steps: [{resume: gone, expect: {values: {status: shut}}}]
"""
    text, said = rewritten(steps)
    assert (text, said.code, "rewritten" in said.out) == (steps, 0, False)


def test_a_file_that_was_changed_meanwhile_is_left(rewritten, monkeypatch):
    """Nothing is written over what somebody has just written."""
    import scenario_runner.suite.amend as module

    read = module.read

    def changed(file, content):
        return read(file, content + b"# more\n")

    monkeypatch.setattr(module, "read", changed)
    steps = "steps: [{invoke: {count: 0}, expect: {next: []}}]\n"
    text, said = rewritten(steps)
    assert (text, said.code) == (steps, 1)
    assert "nothing was written to s.scenario.yaml: it was changed while the" in said.err


def test_line_breaks_and_byte_order_marks_stay(say, monkeypatch):
    """As the file has them."""
    monkeypatch.delenv("CI", raising=False)
    text = f"scenario: S\n{GRAPH}steps: [{{invoke: {{count: 0}}, expect: {{next: [a]}}}}]\n"
    content = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    FILE.write_bytes(content)
    say("run", "--in-process", "--update-expected", FILE)
    assert FILE.read_bytes() == content.replace(b"next: [a]", b"next: [review]")


REVIEW = """\
scenario: Review
graph:
  state: {status: string}
  nodes: {publish: {returns: {status: published}}, review: {interrupt: Well?, returns: {}}}
  edges: [START -> publish -> review -> END]
steps:
  - invoke: {status: draft}
    expect:
      values: {status: draft}    # not yet
      next: [review]
"""


def test_it_says_what_the_documentation_shows(say, monkeypatch):
    """Word by word."""
    monkeypatch.delenv("CI", raising=False)
    Path("review.scenario.yaml").write_text(REVIEW)
    said = say("run", "--in-process", "--update-expected", "review.scenario.yaml")
    page = (Path(__file__).parents[2] / "docs" / "scenarios.md").read_text()
    shown = page.partition("```text\n--- a/review")[2].partition("```")[0]
    assert said.out.endswith(f"--- a/review{shown}")
