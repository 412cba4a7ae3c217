"""Applications in shapes that people write are observed as they are."""

import shutil
from pathlib import Path

import pytest
from playing import play, seen

SHAPES = Path(__file__).parent / "application_shapes.py"


@pytest.fixture
def converse(tmp_path):
    """Play a conversation with a graph of `application_shapes`."""
    shutil.copy(SHAPES, tmp_path)

    def played(graph, *steps, **more):
        return play(tmp_path, f"application_shapes.py:{graph}", list(steps), **more)

    return played


def test_the_output_is_what_invoke_returns(converse):
    """The output schema's part of the state; the values are the whole."""
    case = converse("schemas", {"invoke": {"topic": "tea"}}, {"resume": "green"})
    asked, done = seen(case)
    assert (asked.output, done.output) == ({}, {"text": "green tea"})
    assert done.values == {"topic": "tea", "notes": ["tea"], "text": "green tea"}
