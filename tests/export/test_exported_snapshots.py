"""Snapshots in exported scripts: what is stored when they are exported."""

import shutil

import pytest
from exported import PROJECT, play, script_of

FOLDER = PROJECT / "scenarios" / "language"
FILE, STORED = "as-before.scenario.yaml", "as-before.snapshots.yaml"


@pytest.fixture
def folder(tmp_path):
    """The shipped scenario alone, with its snapshots."""
    for name in (FILE, STORED):
        shutil.copy(FOLDER / name, tmp_path)
    return tmp_path


def ended(folder):
    """What the script of the scenario raises, as it is stored now."""
    (folder / "script.py").write_text(script_of(FILE, folder))
    return play(["script.py"], folder)["script.py"]


@pytest.mark.parametrize(
    ("old", "new", "step"),
    [
        ("      next: [ask]", "      next: [agent]", "main/asked: next"),
        ("          where: depot\n          seen", "          where: sea\n          seen",
         "main/asked: values"),
        ("question: Send it on?", "question: Keep it?", "main/asked: interrupts"),
        ("visited: [agent, ask]", "visited: [ask, agent]", "main/asked: visited"),
        ("where: under way", "where: lost", "main/sent: $.values.parcel"),
        ("number: 4711\n      where: under", "number: 4711\n      more: 1\n      where: under",
         "main/sent: $.values.parcel"),
        ("parcel:\n        number: 4711", "parcel:\n        number: 1", "kept/stays: $.values"),
    ],
)  # fmt: skip
def test_each_part_is_checked(folder, old, new, step):
    """A script of other snapshots ends with an error that names the step and the part."""
    text = (folder / STORED).read_text()
    assert text.count(old) == 1
    (folder / STORED).write_text(text.replace(old, new))
    kind, message = ended(folder)
    assert (kind, message.partition(" is not as expected")[0]) == ("AssertionError", step)


def test_as_it_is_stored_it_ends_well(folder):
    """Ids of messages and tool calls are others in each run."""
    assert ended(folder) is None
    assert "<message" not in (folder / "script.py").read_text()


def test_what_is_not_stored_is_said_not_to_be_checked(folder):
    """In a comment, where the check would stand."""
    (folder / STORED).unlink()
    source = script_of(FILE, folder)
    assert source.count("# Not checked: snapshot, expected") == 3
    assert "none was stored when this was exported" in " ".join(source.split()).replace(" # ", " ")
