"""`run --update-snapshots`: what steps saw is stored beside their scenario, and compared."""

import os
from pathlib import Path

import pytest

from scenario_runner.language.source import read

CHAT = """\
scenario: A chat
graph:
  state: {messages: messages, turn: {type: integer, default: 0, reducer: add}, kind: string}
  nodes:
    agent: {returns: {messages: [{$ai: "You said {{ state.messages[-1].content }}"}], turn: 1}}
    human: {interrupt: {question: next?}, returns: {kind: "{{ answer }}"}}
  edges: [START -> agent -> human -> END]
steps:
  - id: asked
    invoke: {messages: [{role: user, content: Hello}]}
    expect: {snapshot: true}
  - resume: polite
    expect: {snapshot: {of: $.values.kind}}
branches:
  rude:
    from: asked
    steps: [{id: answered, resume: rude, expect: {snapshot: {of: $.values, ignore: [$.values.messages]}}}]
"""  # noqa: E501  # as people write it
STORED = """\
# Written by scenario-runner run --update-snapshots: review it, and keep it with the code.
A chat:
  main:
    asked:
      values:
        messages:
          - role: user
            content: Hello
            id: <message 1>
          - role: assistant
            content: You said Hello
            id: <message 2>
            tool_calls: []
        turn: 1
      next: [human]
      interrupts:
        - node: human
          path: human
          value:
            question: next?
      visited: [agent, human]
    "#2": polite
  rude:
    answered:
      turn: 1
      kind: rude
"""
SCENARIO, SNAPSHOTS = Path("chat.scenario.yaml"), Path("chat.snapshots.yaml")


@pytest.fixture
def update(say, monkeypatch):
    """Run the chat, storing what it sees."""
    monkeypatch.delenv("CI", raising=False)
    SCENARIO.write_text(CHAT)
    return lambda: say("run", "--in-process", "--update-snapshots", SCENARIO)


@pytest.fixture
def play(say):
    return lambda: say("run", "--in-process", SCENARIO)


def test_what_is_not_stored_yet_fails(play, update):
    """And says which command writes it; nothing is written."""
    said = play()
    told = (
        "no snapshot is stored yet; "
        "scenario-runner run --update-snapshots chat.scenario.yaml writes it"
    )
    assert (said.code, said.out.count(told)) == (1, 3)
    assert not SNAPSHOTS.exists()


def test_what_was_seen_is_stored_and_shown(play, update):
    """One readable file: no duration, no id of a checkpoint or a message; then it holds."""
    said = update()
    assert (said.code, said.err) == (0, "")
    assert SNAPSHOTS.read_text() == STORED
    added = "".join(f"+{line}\n" for line in STORED.splitlines())
    assert f"--- /dev/null\n+++ b/chat.snapshots.yaml\n@@ -0,0 +1,26 @@\n{added}" in said.out
    assert play().code == 0


def test_nothing_is_written_where_nothing_differs(update):
    """Not even what is written in another way by hand."""
    update()
    SNAPSHOTS.write_text(STORED.replace("turn: 1\n      kind", "turn: 1   # mine\n\n      kind"))
    before = SNAPSHOTS.stat()
    said = update()
    assert (said.code, "@@" in said.out) == (0, False)
    assert SNAPSHOTS.stat().st_mtime_ns == before.st_mtime_ns
    assert SNAPSHOTS.stat().st_ino == before.st_ino


def test_only_what_differs_is_written(play, update):
    """Each difference is told with its place in the observation, and accepted alone."""
    update()
    SNAPSHOTS.write_text(
        STORED.replace("You said Hello", "Hi").replace("kind: rude", "kind: r  # x")
    )
    said = play()
    assert said.code == 1
    assert "$.values.messages[1].content: differs from chat.snapshots.yaml" in said.out
    assert 'the snapshot has "r", this run has "rude"' in said.out
    said = update()
    assert said.code == 0
    assert SNAPSHOTS.read_text() == STORED.replace("kind: rude", "kind: rude  # x")
    assert [line for line in said.out.splitlines() if line.startswith(("+", "-"))] == [
        "--- a/chat.snapshots.yaml",
        "+++ b/chat.snapshots.yaml",
        "-            content: Hi",
        "+            content: You said Hello",
        "-      kind: r  # x",
        "+      kind: rude  # x",
    ]


def test_a_selected_branch(say, update):
    """Is stored without what was not played."""
    update()
    SNAPSHOTS.write_text(STORED.replace("polite", "blunt").replace("kind: rude", "kind: r"))
    say("run", "--in-process", "--update-snapshots", f"{SCENARIO}::A chat::rude")
    assert SNAPSHOTS.read_text() == STORED.replace("polite", "blunt")


@pytest.mark.parametrize("option", ["--update-snapshots", "--update-expected"])
@pytest.mark.parametrize(("value", "code"), [("true", 2), ("1", 2), ("", 1), ("false", 1)])
def test_ci_never_writes(say, monkeypatch, option, value, code):
    """It refuses before anything runs."""
    monkeypatch.setenv("CI", value)
    SCENARIO.write_text(CHAT.replace("expect: {snapshot: true}", "expect: {next: [agent]}"))
    said = say("run", "--in-process", option, SCENARIO)
    assert said.code == code
    assert (SNAPSHOTS.exists(), "@@" in said.out) == ((code == 1) and "snap" in option, code == 1)
    if code == 2:
        assert said.err.startswith(
            f"error: {option} is refused, since the environment variable CI is set: "
        )


# --- what is stored in vain ---------------------------------------------------------------


def test_what_no_step_asks_for_is_told(play, update):
    """And removed when its case has run whole; a file that holds nothing more goes."""
    update()
    SCENARIO.write_text(CHAT[: CHAT.index("branches:")])
    told = "no step asks for 1 stored snapshot in chat.snapshots.yaml"
    said = play()
    assert (said.code, told in said.out, "  A chat: rude/answered\n" in said.out) == (0, True, True)
    said = update_as_it_is(update)
    assert (said.code, told in said.out) == (0, False)
    assert SNAPSHOTS.read_text() == STORED[: STORED.index("  rude:")]
    alone = CHAT[: CHAT.index("branches:")].replace("{snapshot: true}", "{next: [human]}")
    SCENARIO.write_text(alone.replace("{snapshot: {of: $.values.kind}}", "{next: []}"))
    assert "no step asks for 2 stored snapshots" in play().out
    update_as_it_is(update)
    assert not SNAPSHOTS.exists()


def update_as_it_is(update):
    text = SCENARIO.read_text()
    said = update()
    assert SCENARIO.read_text() == text
    return said


def test_a_case_that_did_not_run_whole_keeps_what_it_has(say, update):
    """It might only look as if nobody asked."""
    update()
    whole = STORED.replace("  rude:", "  gone:\n    old: 1\n  rude:")
    SNAPSHOTS.write_text(whole)
    said = say("run", "--in-process", "--update-snapshots", f"{SCENARIO}::A chat::rude")
    assert "  A chat: gone/old\n" in said.out
    assert SNAPSHOTS.read_text() == whole
    renamed = STORED.replace("A chat:", "Another chat:\n  main: {x: 1}\nA chat:")
    SNAPSHOTS.write_text(renamed)
    say("run", "--in-process", "--update-snapshots", SCENARIO)
    assert SNAPSHOTS.read_text() == STORED


# --- files that are wrong -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            STORED.replace("      next", "<<<<<<< ours\n      next"),
            "chat.snapshots.yaml:15:1: error: a merge conflict was left here",
        ),
        ("A chat: [1]\n", "chat.snapshots.yaml:1:9: error: here stands a list, not the snapshots"),
        ("A chat: {main: 7}\n", "chat.snapshots.yaml:1:16: error: here stands the number 7"),
        ("- 1\n", "chat.snapshots.yaml:1:1: error: here stands a list"),
        ("A chat: {main: {asked: yes}}\n", "chat.snapshots.yaml:1:24: error: unquoted yes"),
        ("A chat: {main: {a: 1, a: 2}}\n", 'chat.snapshots.yaml:1:23: error: the key "a" is here'),
        ("A chat: [1\nb: 2\n", "chat.snapshots.yaml:"),
        ("A chat: \ud800\n", "chat.snapshots.yaml:1:9: error: this character is not UTF-8"),
        ("A chat: !!python/object:os.system x\n", "chat.snapshots.yaml:1:9: error: the tag"),
    ],
)
def test_a_damaged_file_is_told_and_not_written_over(play, update, say, text, told):
    """With its place and line, by `run`, with and without an update, and by `validate`."""
    update()
    content = text.encode(errors="surrogatepass")
    SNAPSHOTS.write_bytes(content)
    for said in (play(), update(), say("validate", SCENARIO)):
        assert said.code == 2
        assert told in said.out + said.err
        assert "Traceback" not in said.out + said.err
    assert SNAPSHOTS.read_bytes() == content


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing\n  # at all"])
def test_an_empty_file_stores_nothing(play, update, text):
    """Also one of comments."""
    SNAPSHOTS.write_text(text)
    assert play().code == 1
    assert update().code == 0
    assert SNAPSHOTS.read_text() == STORED


def test_a_folder_that_cannot_be_written_to(update, folder):
    """Is an error, with the run's own answer kept."""
    SCENARIO.write_text(CHAT)
    folder.chmod(0o555)
    if os.access(folder, os.W_OK):
        folder.chmod(0o755)
        pytest.skip("nothing is forbidden to this user")
    try:
        said = update()
    finally:
        folder.chmod(0o755)
    assert (said.code, "chat.snapshots.yaml cannot be written: Permission" in said.err) == (2, True)


def test_a_step_that_ends_in_an_error_stores_nothing(say, monkeypatch):
    """What went wrong is no picture of how it should be; what else differs is stored."""
    monkeypatch.delenv("CI", raising=False)
    SCENARIO.write_text(
        CHAT.replace("human: {", "human: {raises: {type: ValueError, message: bad}, ")
    )
    said = say("run", "--in-process", "--update-snapshots", SCENARIO)
    assert (said.code, SNAPSHOTS.read_text()) == (1, STORED[: STORED.index('    "#2"')])


def test_a_branch_that_is_expected_to_fail_keeps_what_is_stored(update):
    """What it sees is not how it should be."""
    update()
    SNAPSHOTS.write_text(STORED.replace("kind: rude", "kind: kind"))
    text = CHAT.replace("    from: asked", "    from: asked\n    expect_failure: not yet")
    SCENARIO.write_text(text)
    said = update()
    assert (said.code, "@@" in said.out) == (0, False)
    assert "kind: kind" in SNAPSHOTS.read_text()


def test_what_is_raised_as_expected_is_stored(say, monkeypatch):
    """Its type and message, and no traceback."""
    monkeypatch.delenv("CI", raising=False)
    SCENARIO.write_text("""\
scenario: Raises
graph: {state: {n: integer}, nodes: {a: {raises: {type: ValueError, message: bad}}}, edges: [START -> a]}
steps: [{invoke: {n: 1}, expect: {raises: ValueError, snapshot: true}}]
""")  # noqa: E501  # as people write it
    assert say("run", "--in-process", "--update-snapshots", SCENARIO).code == 0
    (step,) = read("f", SNAPSHOTS.read_bytes()).data["Raises"]["main"].values()
    assert step == {
        "values": {"n": 1},
        "next": ["a"],
        "interrupts": [],
        "visited": ["a"],
        "raises": {"type": "ValueError", "message": "bad"},
    }
    assert say("run", "--in-process", SCENARIO).code == 0
