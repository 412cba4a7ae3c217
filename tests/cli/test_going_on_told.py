"""After a failure: what runs it again, what was kept, and how to go on from there."""

import shlex
from pathlib import Path

import pytest

SCENARIO = """\
scenario: Doors
graph:
  state: {way: string, seen: {type: list, default: [], reducer: append}}
  nodes:
    ask: {interrupt: which?, returns: {way: "{{ answer }}", seen: asked}}
    say: {interrupt: sure?, returns: {seen: "{{ answer }}"}}
  edges: [START -> ask -> say -> END]
steps:
  - {id: asked, invoke: {}}
  - {id: chosen, resume: left, save: {way: $.values.way}, expect: {next: [say]}}
  - {id: sure, resume: "{{ way }}!", expect: {values: {seen: [asked, "right!"]}}}
branches:
  other:
    from: chosen
    steps: [{id: sure, resume: never, expect: {values: {seen: [asked, never]}}}]
"""
HOME = ".scenario-runner/databases/"


@pytest.fixture
def failed(say, folder):
    """What was said of a run with a failure; nothing asked for a report."""
    Path("doors.scenario.yaml").write_text(SCENARIO)
    return say("run", "--in-process", "doors.scenario.yaml")


def go_on(said):
    """The command that goes on, as it is printed."""
    (line,) = [one for one in said.out.splitlines() if "go on from" in one]
    return shlex.split(line.partition(": ")[2])[1:]


def test_a_failure_tells_how_to_go_on(failed, say):
    """Word for word; the steps before are not played, and what they saved is there."""
    assert f"storage kept: {HOME}" in failed.out
    command = go_on(failed)
    assert command == ["run", "doors.scenario.yaml::Doors::main", "--from", "sure"]
    again = say(*command, "--in-process")
    assert again.code == 1
    assert "branch main, step sure" in again.out
    assert "this branch went on at sure; what was before was kept" in again.out
    assert "step chosen" not in again.out
    text = Path("doors.scenario.yaml").read_text()
    Path("doors.scenario.yaml").write_text(text.replace("right!", "left!"))
    mended = say(*command, "--in-process", "--report", "json=r.json")
    assert mended.code == 0, mended.out
    assert '"begun_at":"sure"' in Path("r.json").read_text()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--from", "shure"], 'the branch main has no step "shure"\n  help: did you mean "sure"?'),
        (["--from", "chosen"], 'holds the moment before "main/sure", not before "chosen"'),
        (["--from", "sure", "--verify"], "--verify tells a branch from its beginning"),
        (["--db", "doors.scenario.yaml"], "--db is for --from"),
        (["--from", "sure", "--db", "doors.scenario.yaml"], "holds no moment to go on from"),
    ],
)
def test_what_cannot_be_gone_on_with(failed, say, arguments, words):
    """Is told before anything is played."""
    said = say("run", "doors.scenario.yaml::Doors::main", "--in-process", *arguments)
    assert (said.code, said.out) == (2, "")
    assert words in said.err


def test_a_branch_is_named(failed, say):
    """A moment is one of a branch."""
    said = say("run", "doors.scenario.yaml", "--in-process", "--from", "sure")
    assert "the case has 2\n  help: name its branch: FILE::case::branch" in said.err


def test_a_branch_that_was_well_has_kept_nothing(failed, say):
    """There is nothing to go on from."""
    said = say("run", "doors.scenario.yaml::Doors::other", "--in-process", "--from", "sure")
    assert 'the last run has kept no moment before "sure"' in said.err


def test_a_changed_beginning_is_told(failed, say):
    """What is said before the step must be what was played; what is expected there may change."""
    text = Path("doors.scenario.yaml").read_text()
    for old, new, code in [("next: [say]", "next: [ask]", 1), ("resume: left", "resume: up", 2)]:
        Path("doors.scenario.yaml").write_text(text.replace(old, new))
        said = say(*go_on(failed), "--in-process")
        assert said.code == code, said.err
    assert 'what the scenario says before "sure" has changed since' in said.err


def test_a_damaged_moment_is_told(failed, say):
    """Whatever is in it: SQL of others is not run, and nothing of ours is believed."""
    (kept,) = Path(HOME).rglob("*.moment")
    whole = kept.read_bytes()
    for content in (b"", whole[:4096], whole.replace(b'"heard"', b'"hoard"')):
        kept.write_bytes(content)
        said = say(*go_on(failed), "--in-process")
        assert said.code in {1, 2}
        assert "Traceback" not in said.out + said.err


def test_a_run_that_is_well_leaves_no_moment(failed, say):
    """What an earlier run has kept of a case goes with the next one."""
    text = Path("doors.scenario.yaml").read_text()
    Path("doors.scenario.yaml").write_text(text.replace("right!", "left!"))
    assert say("run", "--in-process", "doors.scenario.yaml").code == 0
    assert [path for path in Path(HOME).rglob("*") if path.is_file()] == []
