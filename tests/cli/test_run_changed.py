"""`run --changed`: how it is written, and what is said where nothing has changed."""

import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def committed(folder):
    """The folder as a repository in which everything is committed."""
    who = ["-c", "user.name=n", "-c", "user.email=e@e", "-c", "commit.gpgsign=false"]
    for command in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all"]):
        subprocess.run(["git", *who, *command], check=True, capture_output=True)
    return folder


@pytest.mark.parametrize(
    "arguments",
    [
        ["--changed", "."], [".", "--changed"], ["--changed=HEAD", "."], ["--changed", "--", "."],
        [".", "-k", "good", "--changed"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_the_word_after_it_is_a_path(committed, say, arguments):
    """A commit is written with `=`."""
    said = say("run", "--list", *arguments)
    assert (said.code, said.out) == (5, "")
    assert "no scenario is touched by what has changed since HEAD" in said.err
    with Path("good.scenario.yaml").open("a") as file:
        file.write("# changed\n")
    said = say("run", "--list", *arguments)
    assert said.code == 0
    assert [line for line in said.out.splitlines() if not line.startswith(" ")] == [
        "good.scenario.yaml::Good  [quick, hitl]"
    ]


def test_what_cannot_be_asked(folder, say):
    """Without a repository, and of a commit that is not there."""
    said = say("run", "--changed", ".")
    assert said.code == 2
    assert f"{folder} is in no git repository" in said.err
    said = say("run", "--help")
    assert "--changed[=REF]" in said.out
