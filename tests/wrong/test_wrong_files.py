"""Shipped scenarios and problems made wrong in any way: every answer is one that people can use.

`SCENARIO_RUNNER_INPUTS=20000 pytest tests/wrong -n auto` spoils as many files as it says.
"""

import os
import re
import resource
import shutil
import time
import unicodedata
from pathlib import Path
from random import Random

import pytest
from spoil import spoilt

from scenario_runner.language.load import load_cases
from scenario_runner.problem import ProblemsError, picture

PROJECT = Path(__file__).parents[2]
HEAPS = 16
"""Files are spoilt in as many tests, which processes can share."""
INPUTS = int(os.environ.get("SCENARIO_RUNNER_INPUTS", "400"))
SLOWEST = 2.0
"""Seconds of the processor for one file."""
LARGEST = 200_000
"""Kilobytes that reading may need more than the process had."""

BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
DEFAULTS = """
tags: [all]
variables: {user: Ada, where: draft}
environment: {SHOP_URL: "http://localhost"}
timeout: 30
checks: {left_open: warn}
ignore: ["$.values.time"]
"""
BESIDE = ("defaults.scenario-runner.yaml", "shared/steps.yaml", "shared/rows.json",
"shared/uneven.csv",
          "order.json", "langgraph.json")  # fmt: skip
"""Other files that a scenario is read with; each is spoilt now and then."""

FOREIGN = (
    "is not of type", "is not valid under", "jinja2", "expected <", "could not find expected",
    "while parsing", "while scanning", "Traceback", "<class", "object at 0x", "NoneType",
    "dict_keys", "Additional properties", "jsonschema", "unterminated", "TOKEN", "Errno",
    "found character", "mapping values are", "token ", "got '", "codec", "<unicode string>",
)  # fmt: skip
QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
TEMPLATE = re.compile(r"\{\{.*?(?= is not written right)|\{%.*?(?= is not written right)")
"""A template is shown as it is written, without quotes around it."""
PYTHON = re.compile(
    r"(?<!\w)yaml\.|\b(None|True|False|Undefined|int|dict|Exception)\b|\('|\{'|\bb'|\bu'"
)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project with all shipped scenarios and all problems in it."""
    project = tmp_path_factory.mktemp("wrong") / "project"
    shutil.copytree(PROJECT / "scenarios", project / "scenarios")
    shutil.copytree(PROJECT / "tests" / "problems", project / "problems")
    (project / "pyproject.toml").write_text("")
    return project


@pytest.fixture(scope="module")
def seeds(project):
    """The files to spoil, those that are right three times as often."""
    right, wrong = (
        sorted((project / name).rglob("*.scenario.yaml")) for name in ("scenarios", "problems")
    )
    return [*right * 3, *wrong], [path.read_text(errors="replace") for path in right]


@pytest.mark.parametrize("heap", range(HEAPS))
def test_every_wrong_file_is_explained(project, seeds, heap):
    """OK, or problems at places that are there, in words of ours, soon and with little memory."""
    before = _memory()
    for number in range(heap, INPUTS, HEAPS):
        look_at(number, project, *seeds)
    assert _memory() - before < LARGEST


def look_at(number, project, files, texts):
    """Spoil one file, and read it; a failure tells which it was."""
    random = Random(number)
    path = random.choice(files)
    beside = _spoil_beside(random, path)
    content = path.read_bytes()
    wrong = spoilt(random, content.decode(errors="replace"), texts)
    try:
        _write(path, wrong)
        explained(path, project)
    except BaseException as error:
        error.add_note(f"input {number}: {path.relative_to(project)}, {beside}\n{wrong[:3000]!r}")
        raise
    finally:
        _write(path, content)
        for other, held in beside.items():
            other.unlink() if held is None else _write(other, held)


def _spoil_beside(random, path):
    """Another file beside this one, spoilt, with what it held before."""
    if random.random() > 0.15:
        return {}
    other = path.parent / random.choice(BESIDE)
    held = other.read_bytes() if other.is_file() else None
    if other.parent.is_dir() and (held is not None or other.name.startswith("defaults")):
        text = DEFAULTS if held is None else held.decode(errors="replace")
        _write(other, spoilt(random, text, [DEFAULTS]))
        return {other: held}
    return {}


def _write(path, content):
    """In place of what is there: cutting a file short first waits for the disk."""
    path.unlink(missing_ok=True)
    path.write_bytes(content)


def answer(path, project):
    """The problems of a file, as people read them, and the seconds it took to find them."""
    began = time.process_time()
    try:
        load_cases(path, shown_as=path.relative_to(project).as_posix())
        problems = ()
    except ProblemsError as error:
        problems = error.problems
    text = path.read_bytes().decode("utf-8", errors="replace")
    pictures = [picture(problem, text) for problem in problems]
    return problems, pictures, time.process_time() - began


def explained(path, project):
    """The answer to a file is one that people can use."""
    problems, pictures, took = answer(path, project)
    if took > SLOWEST:  # the machine may have been at something else
        problems, pictures, took = answer(path, project)
    assert took < SLOWEST, f"{took} seconds, {len(problems)} problems"
    lines = {}
    for problem, shown in zip(problems, pictures, strict=True):
        check_words(problem)
        assert "\x1b" not in shown
        for place in (problem.place, *(where for where, _ in problem.related)):
            if place.file not in lines:
                lines[place.file] = BREAK.split(_text(project / place.file))
            check_place(place, lines[place.file])


def _text(path):
    return path.read_bytes().decode("utf-8-sig", errors="replace") if path.is_file() else ""


def check_place(place, lines):
    """The place is there."""
    assert 1 <= place.line <= len(lines), f"{place} is not in the file"
    assert 1 <= place.column <= len(lines[place.line - 1]) + 1, f"{place} is not in its line"


def check_words(problem):
    """The problem is told in words of ours, and says what to do."""
    assert problem.message
    assert problem.hint, problem
    assert not problem.message.endswith("."), problem
    for said in (problem.message, problem.hint, *(what for _, what in problem.related)):
        assert len(said) < 600, problem
        plain = QUOTED.sub("", TEMPLATE.sub("", said))
        assert not [word for word in FOREIGN if word in plain], said
        if problem.code not in {"yes-no", "key-not-text"}:
            assert not PYTHON.search(plain), said
        odd = [c for c in said if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
        assert not odd, said
    assert '""' not in TEMPLATE.sub("", problem.message).replace('\\"', "'"), problem


def _memory():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
