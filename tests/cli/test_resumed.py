"""`run --resume` alone goes on with what the run that was ended had selected."""

from pathlib import Path

import pytest

from scenario_runner.results.selected import read_selected
from scenario_runner.results.store import read_json

JOURNAL = Path(".scenario-runner/last-run.jsonl")
FILES = ("good.scenario.yaml", "failing.scenario.yaml", "skipped.scenario.yaml")


def cut_after(count):
    """The journal as a run leaves it that is killed after so many cases."""
    lines = JOURNAL.read_text().splitlines(keepends=True)
    ends = [n for n, line in enumerate(lines) if line.startswith('{"case"')]
    JOURNAL.write_text("".join(lines[: ends[count]]) + lines[ends[count]][:50])


def played(said):
    """The scenarios that were played, by the lines that tell of them."""
    outcomes = ("passed", "FAILED", "ERROR", "skipped")
    lines = [line.split() for line in said.out.splitlines() if "::" in line]
    return [line[1].partition(".")[0] for line in lines if line and line[0] in outcomes]


def resumed(say, *more):
    """What it said, and its results."""
    said = say("run", "--in-process", "--resume", *more, "--report", "json=r.json")
    return said, [case.scenario for case in read_json(Path("r.json")).cases]


def test_it_needs_no_paths(say, folder):
    """The rest is played, of the same paths."""
    say("run", "--in-process", *FILES)
    cut_after(1)
    folder.joinpath("new.scenario.yaml").write_text(folder.joinpath(FILES[0]).read_text())
    said, names = resumed(say)
    assert (said.code, said.err, names) == (1, "", ["Good", "Failing", "Skipped"])
    assert played(said)[:2] == ["failing", "skipped"]
    assert "passed   good" not in said.out


def test_it_keeps_to_what_was_selected(say, folder):
    """By names and tags and shards; what has come to the folder since is not of that run. It may
    be ended and gone on with again."""
    say("run", "--in-process", ".", "-k", "good or failing or skipped", "--shard", "1/1")
    before = len(read_selected_cases())
    cut_after(1)
    folder.joinpath("new-good.scenario.yaml").write_text(folder.joinpath(FILES[0]).read_text())
    for _ in range(2):
        _, names = resumed(say)
        assert len(names) == before
        cut_after(1)
    shard = read_json(Path("r.json")).shard
    assert (shard.index, shard.total, shard.selected) == (1, 1, before)


def read_selected_cases():
    """The ids in the journal."""
    return read_selected(JOURNAL).cases


def test_after_a_run_of_what_had_failed(say):
    """What failed before is known by the journal that the run itself has replaced."""
    say("run", "--in-process", *FILES)
    say("run", "--in-process", "--failed")
    lines = JOURNAL.read_text().splitlines(keepends=True)
    for again in (["--resume"], ["--resume", "--failed"]):
        JOURNAL.write_text(lines[0])  # killed before its first case
        said = say("run", "--in-process", *again)
        assert (said.code, played(said)[0]) == (1, "failing")
        assert "good" not in said.out


def test_what_has_changed_is_played_again(say, folder):
    """What its result says is of another text."""
    say("run", "--in-process", *FILES)
    cut_after(2)
    file = folder / FILES[1]
    file.write_text(file.read_text().replace("n: 3", "n: 2"))
    said, names = resumed(say)
    assert (said.code, played(said)) == (0, ["failing", "skipped"])
    assert names == ["Good", "Failing", "Skipped"]


def test_what_has_gone_is_told(say, folder):
    """So that the numbers add up."""
    folder.joinpath("below").mkdir()
    for name in FILES:
        folder.joinpath(name).rename(folder / "below" / name)
    say("run", "--in-process", "below")
    cut_after(1)
    folder.joinpath("below", FILES[2]).unlink()
    said, names = resumed(say)
    assert "not there any more: 1 case of those to go on with\n" in said.out
    assert len(names) == 2


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["-k", "good"], "--resume alone goes on with all that the last run had selected, not -k"),
        (["--changed"], "--resume alone goes on with all that the last run had selected, not --ch"),
        (["--failed"], "--resume plays what had not finished, --failed what had failed"),
    ],
)
def test_it_does_not_select_anew(say, more, message):
    """What would be left out then would be lost from the results."""
    say("run", "--in-process", *FILES)
    said = say("run", "--in-process", "--resume", *more)
    assert said.code == 2
    assert said.err.startswith(f"error: {message}")


def test_what_would_be_played_is_listed(say):
    """And not what is done."""
    say("run", "--in-process", *FILES)
    cut_after(2)
    said = say("run", "--resume", "--list")
    assert (said.code, said.out.split("::")[0]) == (0, "skipped.scenario.yaml")


def test_a_journal_that_does_not_say(say):
    """Of a release before, or of a watch."""
    said = say("run", "--resume")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: there is no last run to go on with")
    say("run", "--in-process", *FILES)
    JOURNAL.write_text(JOURNAL.read_text().replace('"selected": {', '"chosen": {', 1))
    said = say("run", "--resume")
    assert said.err.splitlines()[1].startswith("  help: give the paths of the run")
