"""`suggest` at the command line."""

from pathlib import Path

ASKS = """\
scenario: Asks
graph:
  state: {status: string}
  nodes: {review: {interrupt: {}, returns: {status: "{{ answer }}"}}}
  edges: [START -> review]
steps:
  # the reviewer is asked
  - {id: asked, invoke: {}}
  - {resume: approve}
"""


def test_branches_are_printed_and_inserted(say):
    """The file keeps its comments, and passes with them."""
    Path("asks.scenario.yaml").write_text(ASKS)
    said = say("suggest", "asks.scenario.yaml", "--write")
    assert said.code == 0
    assert said.err == "4 branches inserted into asks.scenario.yaml\n"
    assert said.out.startswith(
        "# to paste under branches in asks.scenario.yaml\n"
        "# first give the step at line 9 the id answers-review\n"
        "  review-reject:\n"
        "    from: asked\n"
        "    description: review answered with reject\n"
        "    steps:\n"
        "      - resume: reject\n"
        "        expect: {next: [], values: {status: reject}}\n"
    )
    text = Path("asks.scenario.yaml").read_text()
    assert "  # the reviewer is asked\n" in text
    assert "- {id: answers-review, resume: approve}" in text
    assert say("run", "asks.scenario.yaml").code == 0


def test_what_cannot_be_played_is_told(say):
    """With the exit code of a file that is no use."""
    said = say("suggest", "none.scenario.yaml")
    assert (said.code, said.out) == (2, "")
    assert "there is no such file" in said.err
