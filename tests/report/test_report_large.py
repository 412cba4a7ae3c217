"""A report too large for one file: a folder beside it, opened from disk like the file."""

import re

import pytest
import sample
from browser import CHROMIUM, opened

from scenario_runner.report import html, packing
from scenario_runner.report.html import html_text
from scenario_runner.report.write import write


@pytest.fixture
def small(monkeypatch):
    """Everything is large."""
    monkeypatch.setattr(html, "PLAIN", 0)
    monkeypatch.setattr(packing, "LARGEST", 1_000)
    monkeypatch.setattr(packing, "_PART", 2_000)


@pytest.fixture
def page(small, tmp_path):
    """A report whose name browsers must not misread."""
    path = tmp_path / "my report #1 100%.html"
    said = write(sample.EVERYTHING, "html", path)
    folder = tmp_path / "my report #1 100%-files"
    assert said == f", with the folder {folder} beside it: keep both together"
    return path


def test_what_one_file_cannot_carry_is_beside_it(page):
    """In few files, which call one function with text that means nothing; the page says so."""
    folder = page.with_name(f"{page.stem}-files")
    files = sorted(file.name for file in folder.iterdir())
    assert files == [f"part-{number}.js" for number in range(1, len(files) + 1)]
    assert 1 < len(files) < len(sample.EVERYTHING.cases)
    calls = re.compile(r'(scenarioRunnerPart\("[\w-]+","[\w+/=]+"\);\n)+')
    assert all(calls.fullmatch((folder / name).read_text()) for name in files)
    text = page.read_text()
    assert "This report is too large for one file" in text
    assert text.count('<template class="packed" data-part=') == len(sample.EVERYTHING.cases)


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_case_is_loaded_from_the_folder_when_it_is_opened(page, tmp_path):
    """From disk, under the page's own policy, with nothing in the console."""
    anchor = re.search('id="(case-the-worker[^"]*)"', page.read_text())[1]
    dom, console = opened(page, tmp_path, anchor=f"#{anchor}")
    article = dom[dom.index(f'id="{anchor}"') :]
    article = article[: article.index("</article>")]
    assert console == []
    assert "Run this case again" in article
    assert 'class="packed"' not in article
    assert dom.count('<template class="packed" data-part=') == len(sample.EVERYTHING.cases) - 1


@pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")
def test_a_folder_that_is_lost_is_told_of(page, tmp_path):
    """The page says what is missing, where the case would be."""
    for file in page.with_name(f"{page.stem}-files").iterdir():
        file.unlink()
    anchor = re.search('id="(case-the-worker[^"]*)"', page.read_text())[1]
    dom, _ = opened(page, tmp_path, anchor=f"#{anchor}")
    assert "is not to be read: the folder belongs beside this file" in dom


def test_files_of_an_earlier_report_go_and_those_of_others_stay(page, small, monkeypatch):
    """A smaller report leaves nothing of the larger one behind."""
    folder = page.with_name(f"{page.stem}-files")
    (folder / "part-x.js").write_text("mine")
    monkeypatch.setattr(packing, "LARGEST", 10**9)
    assert write(sample.EVERYTHING, "html", page) == ""
    assert [file.name for file in folder.iterdir()] == ["part-x.js"]
    (folder / "part-x.js").unlink()


def test_one_file_allows_no_other_script():
    """Only a page with a folder may load anything."""
    assert " 'self' file:" not in html_text(sample.EVERYTHING)
