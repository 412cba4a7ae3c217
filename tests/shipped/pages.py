"""Pages of the documentation, followed as people follow them: their blocks are read in order,
files are saved, and commands print what stands below them."""

import os
import re
import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import warm
from shipped import PACKAGE, PROJECT

PAGES = sorted(
    str(path.relative_to(PROJECT))
    for path in [
        *PROJECT.glob("*.md"),
        *PROJECT.glob("docs/**/*.md"),
        *PROJECT.glob("scenarios/*.md"),
    ]
    if path.parent.name != "source"
)

_BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_SAVED = re.compile(r"`([\w./-]+\.\w+)`[^`]*:\s*\Z")
_CHANGED = re.compile(r"[Cc]hange\s+`([^`]+)`\s+to\s+`([^`]+)`\s+in\s+`([^`]+)`")


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block, or a change of a file that the text between two of them asks for."""

    language: str
    text: str
    line: int
    file: str | None = None
    """The file that it is; named by the end of the paragraph above it."""
    more: bool = False
    """It goes to the end of the file: the paragraph says `add`."""
    before: str = ""
    """What a change puts `text` in the place of."""


def blocks(page, language=None):
    """What is to be done on a page, in order; or the texts of its blocks in a language."""
    text = (PROJECT / page).read_text()
    told = list(_told(text))
    return [each.text for each in told if each.language == language] if language else told


def _told(text):
    end = 0
    for found in _BLOCK.finditer(text):
        between = text[end : found.start()]
        for old, new, file in _CHANGED.findall(between):
            line = text.count("\n", 0, found.start())
            yield Block(language="change", text=new, before=old, file=file, line=line)
        paragraph = between.rstrip().rpartition("\n\n")[2]
        saved = _SAVED.search(paragraph)
        yield Block(
            language=found[1],
            text=found[2],
            line=text.count("\n", 0, found.start()) + 1,
            file=saved[1] if saved else None,
            more=bool(re.search(r"\b[Aa]dd\b", paragraph)),
        )
        end = found.end()


def needs_index(line):
    """Whether a command asks the package index, and makes environments from it."""
    return line.startswith("scenario-runner bisect ") or "--langgraph" in line


def follow(page, folder, *, index=False):
    """Do all that a page says, in a folder that is like a fresh checkout; what needs the `index`
    only where that is wanted."""
    place = folder
    for block in blocks(page):
        if block.language == "console":
            place = _typed(block, place, folder, page, index=index)
        elif block.file is not None:
            _save(block, place / block.file)


def _save(block, file):
    file.parent.mkdir(parents=True, exist_ok=True)
    old = file.read_text() if block.more or block.before else ""
    if block.before:
        assert old.count(block.before) == 1, f"line {block.line}: {block.before!r} in {file.name}"
        file.write_text(old.replace(block.before, block.text))
    else:
        file.write_text(old + block.text)


def _typed(block, place, folder, page, *, index):
    """Type the commands of a block; where the shell stands afterwards."""
    first, *shown = re.split(r"^\$ ", block.text, flags=re.MULTILINE)
    assert not first, f"{page}:{block.line}: the block begins with no command"
    commands = [each.split("\n", 1) for each in shown if index or not needs_index(each)]
    asked = "\n".join(f"{line}\n__left=$?; printf '\\0'; (exit $__left)" for line, _ in commands)
    left = folder / ".place"
    script = f"{asked}\npwd > {shlex.quote(str(left))}\n"
    said = subprocess.run(
        ["bash", "-c", script], cwd=place, env=environment(folder), text=True, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ).stdout.split("\0")  # fmt: skip
    for (line, expected), printed in zip(commands, said, strict=False):
        told = f"{page}:{block.line}: $ {line}\nprints:\n{printed}"
        assert timeless(printed) == timeless(expected), told
    return Path(left.read_text().strip())


def environment(folder):
    """As in a terminal: the commands of the package on the path, and nothing of this test run."""
    bin_folder = folder / ".bin"
    bin_folder.mkdir(exist_ok=True)
    for name, module in {
        "scenario-runner": "-m scenario_runner",
        "pytest": "-m pytest",
        "python": "",
    }.items():
        script = bin_folder / name
        script.write_text(f'#!/bin/sh\nexec {shlex.join(warm.python())} {module} "$@"\n')
        script.chmod(0o755)
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTEST_", "COV_")) and name not in {"CI", "FORCE_COLOR"}
    }
    path = f"{bin_folder}{os.pathsep}{os.environ['PATH']}"
    # what pages say is set: a secret that their scenarios name
    return {
        **kept,
        "PATH": path,
        "PYTHONPATH": str(PACKAGE),
        "PYTEST_ADDOPTS": "-p no:langsmith_plugin",  # it takes two seconds to import
        "COLUMNS": "80",
        "SHOP_KEY": "sk-4711",
    }


def checkout(folder):
    """A place like a fresh clone, without the package in it."""
    shutil.copytree(PROJECT / "scenarios", folder / "scenarios")
    shutil.copy(PROJECT / "pyproject.toml", folder)
    return folder


def timeless(text):
    """What was printed, whatever time it took."""
    return re.sub(r"\d+(\.\d+)? ?m?s\b", "0 s", text).strip()


def slug(heading):
    """The anchor that GitHub gives a heading."""
    return re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")


def anchors(text):
    """The anchors of a page, numbered where a heading stands twice."""
    seen = []
    for heading in re.findall(r"^#+ (.*)$", _BLOCK.sub("", text), flags=re.MULTILINE):
        name = slug(heading)
        seen.append(name)
        yield name if seen.count(name) == 1 else f"{name}-{seen.count(name) - 1}"
