"""The HTML report in a browser: nothing hostile runs, its own script does, nothing overflows."""

import re
import shutil
import subprocess

import pytest
import sample
from hostile import NASTY, infected, with_source

from scenario_runner.report.html import html_text

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=2000",
    "--dump-dom",
)


def browse(page, tmp_path, *, width=1280, anchor=""):
    """The document after its scripts ran, and what the browser's console said."""
    file = tmp_path / "report.html"
    file.write_text(page, "utf-8")
    command = [
        CHROMIUM,
        *FLAGS,
        f"--user-data-dir={tmp_path / 'profile'}",
        f"--window-size={width},900",
    ]
    done = subprocess.run(
        [*command, file.as_uri() + anchor], capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def measured(page):
    """The page with a script of the test's own that writes its widths into the title."""
    page = re.sub(r"<meta http-equiv[^>]*>", "", page)
    probe = (
        "document.querySelectorAll('details').forEach((one) => { one.open = true; });"
        "const page = document.documentElement;"
        "document.title = `${innerWidth} ${page.scrollWidth}`;"
    )
    return page.replace("</body>", f"<script>{probe}</script></body>")


def test_nothing_hostile_runs_and_the_console_stays_empty(tmp_path):
    """All hostile texts at once, in every field: the title stays, no script of theirs ran."""
    nasty = "".join(NASTY.values())
    dom, console = browse(
        html_text(with_source(infected(sample.EVERYTHING, nasty), nasty)), tmp_path
    )
    assert "<title>4 of 6 cases need attention</title>" in dom
    assert console == []
    assert 'placeholder="Search' in dom


def test_the_page_wakes_up_and_follows_a_link_into_a_closed_branch(tmp_path):
    """With scripts on there are filters and copy buttons, and an anchor opens what hides it."""
    page = html_text(sample.EVERYTHING)
    anchor = re.search(r'id="(case-[^"]*--edited--rewrite)"', page)[1]
    dom, console = browse(page, tmp_path, anchor=f"#{anchor}")
    assert console == []
    assert '<div class="tools">' in dom
    assert dom.count(">Copy</button>") == page.count('class="rerun"')
    branch = anchor.rpartition("--")[0]
    assert re.search(rf'id="{branch}">\s*<details open="">', dom)
    assert '<button type="button" class="chip error" aria-pressed="false">' in dom


@pytest.mark.parametrize("width", [360, 2000])
def test_nothing_reaches_beyond_the_window(width, tmp_path):
    """On a phone and on a wall the page scrolls only downwards, long words included."""
    long = "x" * 3_000
    dom, _ = browse(measured(html_text(infected(sample.EVERYTHING, long))), tmp_path, width=width)
    inner, scroll = re.search(r"<title>(\d+) (\d+)</title>", dom).groups()
    assert int(scroll) <= int(inner)
