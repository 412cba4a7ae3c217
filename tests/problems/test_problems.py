"""Wrong files, each beside exactly what is printed of it.

`UPDATE_PROBLEMS=1 pytest tests/problems` writes the texts anew; read the difference.
"""

import functools
import os
from pathlib import Path

import pytest

from scenario_runner.language.load import load
from scenario_runner.problem import ProblemsError, picture

FOLDER = Path(__file__).parent
FILES = sorted(FOLDER.glob("*.scenario.yaml"))


@functools.cache
def problems(path: Path):
    """What is wrong in a file."""
    with pytest.raises(ProblemsError) as caught:
        load(path, shown_as=path.name)
    return caught.value.problems


def printed(path: Path) -> str:
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return "\n".join(picture(problem, text) for problem in problems(path)) + "\n"


@pytest.mark.parametrize("path", FILES, ids=[path.name.split(".")[0] for path in FILES])
def test_a_wrong_file_is_explained(path):
    """Every problem of the file is told, with its place, the line, and what to do."""
    expected = path.with_name(path.name.split(".")[0] + ".txt")
    told = printed(path)
    if os.environ.get("UPDATE_PROBLEMS"):
        expected.write_bytes(told.encode())
    assert told == expected.read_bytes().decode()


def test_every_text_has_its_file():
    """No expected text is left over from a file that is gone."""
    texts = {path.stem for path in FOLDER.glob("*.txt")}
    assert texts == {path.name.split(".")[0] for path in FILES}


RAW_WORDS = (
    "while parsing", "while scanning", "expected <", "is not of type", "is not valid under",
    "Additional properties", "jinja2", "Traceback", "unterminated", "NoneType", "dict", "str'",
    "found character", "mapping values are", "unexpected '", "TOKEN", "pyyaml", "jsonschema",
)  # fmt: skip


@pytest.mark.parametrize("path", FILES, ids=[path.name.split(".")[0] for path in FILES])
def test_no_message_shows_the_raw_words_of_a_library(path):
    """What people read is in our own words, and each problem says what to do."""
    for problem in problems(path):
        told = f"{problem.message} {problem.hint}"
        assert not [word for word in RAW_WORDS if word in told]
        assert problem.hint
        assert not problem.message.endswith(".")
