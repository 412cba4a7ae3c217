"""Every page of the documentation does what it says, and leads where it says."""

import re

import pytest
from pages import PAGES, PROJECT, anchors, blocks, checkout, follow
from shipped import command

from scenario_runner.language.source import read
from scenario_runner.problem import ProblemsError

OWN_TESTS = "README.md"
"""The README's blocks belong to a place of their own: see test_readme."""


def _is_scenario(text):
    return re.match(r"(#.*\n)*scenario:", text) is not None


FOLLOWED = [
    page
    for page in PAGES
    if page != OWN_TESTS and any(block.language == "console" for block in blocks(page))
]
SHOWN = [
    page for page in PAGES if page != OWN_TESTS and any(map(_is_scenario, blocks(page, "yaml")))
]


@pytest.mark.parametrize("page", FOLLOWED)
def test_a_page_can_be_followed(page, tmp_path):
    """Files are saved and commands typed in order; each prints what stands below it, but for
    the time it took."""
    follow(page, checkout(tmp_path))


@pytest.mark.parametrize("page", SHOWN)
def test_every_scenario_shown_passes(page, tmp_path):
    """Each that is no file of a story is played as it stands, and warns of nothing."""
    checkout(tmp_path)
    files = []
    for block in blocks(page):
        if block.language == "yaml" and block.file is None and _is_scenario(block.text):
            files.append(f"{block.line}.scenario.yaml")
            (tmp_path / files[-1]).write_text(block.text)
    if files:
        done = command("run", *files, cwd=tmp_path)
        *lines, _ = done.stdout.splitlines()
        told = dict.fromkeys(line.split("::")[0] for line in lines)
        assert (done.returncode, list(told)) == (0, [f"passed   {file}" for file in files])


@pytest.mark.parametrize("page", PAGES)
def test_every_part_of_a_file_shown_is_yaml(page):
    """Also where it is no whole scenario."""
    for text in [*blocks(page, "yml"), *blocks(page, "yaml")]:
        for part in text.split("\n# or\n"):
            try:
                read("part", part.encode())
            except ProblemsError as error:
                pytest.fail(f"{error.problems}: {part}")


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    """To a file of the project, and to a heading in it where one is named."""
    file = PROJECT / page
    links = re.findall(r"\]\((?!https?:)([^)\s]+)\)", file.read_text())
    for path, _, heading in (link.partition("#") for link in links):
        target = file.parent / path if path else file
        assert target.exists(), path
        assert not heading or heading in set(anchors(target.read_text())), heading
