"""The pictures of the report in the docs, taken in Chromium from the sample of its tests.

`python docs/source/pictures.py` takes them anew; look at them before committing.
"""

from __future__ import annotations

import base64
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

DOCS = Path(__file__).resolve().parent.parent
sys.path.append(str(DOCS.parent / "tests" / "report"))

import sample  # noqa: E402 - found by the line above
from sample_more import DRAWN  # noqa: E402 - as above
from tab import Tab  # noqa: E402 - as above

from scenario_runner.report.anchors import case_anchor  # noqa: E402 - as above
from scenario_runner.report.html import html_text  # noqa: E402 - as above
from scenario_runner.results.model import CaseResult, Results  # noqa: E402 - as above

_FAILED = case_anchor(sample.RICH.id)


@dataclass(frozen=True, kw_only=True, slots=True)
class Picture:
    """What of the page is taken: what stands at `anchor`, so many pixels high."""

    name: str
    anchor: str
    height: int
    width: int = 1280


PICTURES = (
    Picture(name="report", anchor="", height=1120),
    Picture(name="failure", anchor=f"#{_FAILED}--rejected--_1", height=1000),
    Picture(name="compare", anchor=f"#/c/{_FAILED[5:]}?b=main&vs=edited", height=700),
    Picture(name="graph", anchor="#graph", height=860),
)


def suite() -> Results:
    """A case that failed, and the shipped scenarios as if they had passed."""
    failed = replace(
        DRAWN.cases[0],
        branches=tuple(one for one in sample.RICH.branches if one.name in _SHOWN),
        outcome="failed",
    )
    return replace(sample.results(failed, *_shipped(), outcome="failed"), duration=9.4)


_SHOWN = {"main", "rejected", "edited"}


def _shipped() -> Iterator[CaseResult]:
    folder = DOCS.parent
    for number, file in enumerate(sorted(folder.glob("scenarios/*/*.scenario.yaml"))):
        name = re.search(r"^scenario: (.*)$", file.read_text("utf-8"), re.MULTILINE)
        if name is not None:
            path, title = str(file.relative_to(folder)), name[1].strip("\"'")
            yield sample.case(
                id=f"{path}::{title}", file=path, scenario=title, duration=0.05 + number % 9 / 50
            )


def main() -> None:
    """Take them all."""
    page = html_text(suite())
    graph = page[page.index('id="graph-') + 4 :].partition('"')[0]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        tab = Tab(Path(folder))
        tab.send("Emulation.setScrollbarsHidden", hidden=True)
        for one in PICTURES:
            anchor = one.anchor.replace("#graph", f"#{graph}")
            tab.open(page, width=one.width, height=one.height, anchor=anchor)
            time.sleep(1)
            taken = tab.send("Page.captureScreenshot", format="png")["data"]
            (DOCS / f"{one.name}.png").write_bytes(base64.b64decode(taken))
        tab.close()


if __name__ == "__main__":
    main()
