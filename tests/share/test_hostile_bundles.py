"""Whatever is in a zip file, looking at it and running it harms nobody and says what is wrong."""

import json
import random
import tempfile
import unicodedata
from pathlib import Path

import pytest
from hostile_bundles import CODE, FILES, GOOD, REFUSED, SCENARIO, nested, packed, told

COMMANDS = {
    "inspect": ("inspect", "case.zip"),
    "run": ("run", "--trust", "case.zip"),
    "validate": ("validate", "case.zip"),
}


def everything(folder):
    """All files below a folder, with what they hold."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def acts(text):
    """What would act on a terminal."""
    return [c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs"} and c not in "\n\t"]


@pytest.fixture
def around(tmp_path_factory, monkeypatch):
    """Where temporary folders are made: what is unpacked must be gone, what escapes be seen."""
    folder = tmp_path_factory.mktemp("around")
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", REFUSED)
def test_what_no_bundle_is_is_refused(say, tmp_path, around, name, command):
    """Exit code 2, one sentence that says why and nothing that acts on a terminal; the file is as
    it was, and nothing else is written."""
    content, why = REFUSED[name]
    Path(tmp_path, "case.zip").write_bytes(content)
    before = everything(tmp_path)
    said = say(*COMMANDS[command])
    assert (said.code, said.out) == (2, "")
    first, second = said.err.splitlines()
    assert first.startswith("error: case.zip ")
    assert why in first
    assert second.startswith("  help: ")
    assert not acts(said.err)
    assert everything(tmp_path) == before
    assert everything(around) == {}


def test_the_corpus_is_made_of_a_good_one(say, tmp_path):
    """So each is refused for what was done to it."""
    Path(tmp_path, "case.zip").write_bytes(GOOD)
    said = say("inspect", "case.zip")
    assert (said.code, said.err) == (0, "")
    assert "Two doors" in said.out
    assert len(REFUSED) > 40


def test_a_bundle_is_whole_or_refused(say, tmp_path):
    """Any byte that is changed, anywhere, is noticed or changes nothing that is told."""
    chance = random.Random(9)
    Path(tmp_path, "case.zip").write_bytes(GOOD)
    whole = say("inspect", "case.zip").out
    for _ in range(150):
        spoilt = bytearray(GOOD)
        spoilt[chance.randrange(len(GOOD))] ^= 1 << chance.randrange(8)
        Path(tmp_path, "case.zip").write_bytes(spoilt)
        said = say("inspect", "case.zip")
        assert said.code == 2 or (said.code, said.out) == (0, whole)
        assert not acts(said.err)


def test_a_bundle_in_a_bundle_is_a_file(say, tmp_path):
    """Nothing is unpacked twice."""
    Path(tmp_path, "case.zip").write_bytes(nested())
    said = say("inspect", "case.zip")
    assert (said.code, said.err) == (0, "")
    assert "inner.zip" in said.out
    assert "zeros.bin" not in said.out


def test_hostile_scenarios_are_shown_and_refused(say, tmp_path):
    """YAML that would grow without end, tags, escape sequences: told as for any scenario."""
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]\n" for n in range(8)
    )
    for text in (bomb, "scenario: !!python/object/apply:os.system [id]\n", "a: \x1b[2J"):
        files = {**FILES, "project/doors.scenario.yaml": text.encode()}
        Path(tmp_path, "case.zip").write_bytes(packed(files))
        shown = say("inspect", "case.zip")
        assert (shown.code, acts(shown.out)) == (0, [])
        said = say("run", "--trust", "case.zip")
        assert (said.code, acts(said.out + said.err)) == (2, [])


def test_hostile_results_are_not_believed(say, tmp_path):
    """What is no results file is left out of what is shown, and refused where it is asked for;
    a page is made by this program, never taken from the bundle."""
    for results in (b"{", b"[" * 100_000, b'{"schema_version": "1.0"}', b"\xff\xfe"):
        files = {**FILES, "results/results.json": results, "results/report.html": b"<script>"}
        Path(tmp_path, "case.zip").write_bytes(packed(files))
        shown = say("inspect", "case.zip")
        assert (shown.code, shown.err) == (0, "")
        said = say("report", "case.zip", "--report", "html=page.html")
        assert said.code == 2
        assert not Path(tmp_path, "page.html").exists()


def test_a_hostile_database_is_only_a_file(say, tmp_path):
    """Nobody opens it to look at a bundle."""
    broken = b"SQLite format 3\0" + bytes(range(256)) * 20
    files = {**FILES, "results/databases/main.sqlite": broken}
    Path(tmp_path, "case.zip").write_bytes(packed(files))
    assert say("inspect", "case.zip").code == 0


def test_looking_runs_no_code(say, tmp_path):
    """Nor do validate, list, explain, report and export."""
    text = SCENARIO.replace("graph:\n", "graph: agents/door.py:door\nunread:\n").split("unread:")[0]
    steps = "steps: [{invoke: {}}]\n"
    files = {**FILES, "project/doors.scenario.yaml": (text + steps).encode()}
    Path(tmp_path, "case.zip").write_bytes(packed(files))
    for command in ("inspect", "validate", "list", "explain", "export"):
        said = say(command, "case.zip")
        assert (command, said.code, "the code ran" in said.out + said.err) == (command, 0, False)


def test_what_is_shown_for_machines_is_plain_ascii(say, tmp_path):
    """JSON in which nothing acts, whatever the files hold."""
    files = {**FILES, "project/doors.scenario.yaml": (SCENARIO + "# \u202e\x1b[2J\n").encode()}
    Path(tmp_path, "case.zip").write_bytes(packed(files))
    said = say("inspect", "case.zip", "--format", "json")
    assert said.out.isascii()
    assert not acts(said.out)
    shown = json.loads(said.out)
    assert [file["path"] for file in shown["files"]] == [f["path"] for f in told(files)["files"]]
    assert CODE in [file["path"] for file in shown["files"]]
