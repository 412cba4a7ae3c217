"""Results as a page: the head with its numbers, then the cases, failures first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from heapq import nlargest
from itertools import takewhile

from scenario_runner.comparing.model import RunChange
from scenario_runner.frozen import frozen
from scenario_runner.judge.outcome import is_bad
from scenario_runner.judge.verdict import WORST_FIRST, Outcome
from scenario_runner.report.anchors import case_anchor
from scenario_runner.report.compose_case import case_box, case_head
from scenario_runner.report.compose_since import since_page
from scenario_runner.report.page import CaseBox, CaseHead, Count, Page
from scenario_runner.report.page_parts import Link
from scenario_runner.report.show import plural, seconds
from scenario_runner.report.storage import storage_told
from scenario_runner.results.counts import count
from scenario_runner.results.model import CaseResult, Results

_SLOWEST = 5
_SUFFIX = re.compile(r"(\.scenario)?\.ya?ml\Z")
_WORDS: Mapping[Outcome, str] = {
    "error": "error",
    "failed": "failed",
    "xpassed": "passed unexpectedly",
    "flaky": "flaky",
    "passed": "passed",
    "xfailed": "failed as expected",
    "skipped": "skipped",
}


def compose(results: Results, covered: str = "", since: Since | None = None) -> Page:
    """The head of the page of a run; `covered` is what of its graphs is, `since` what changed."""
    counts = count(results)
    branches = plural(sum(counts.branches.values()), "branch", "branches")
    return Page(
        outcome=results.outcome,
        statement=_statement(results),
        told=f"{branches} in {seconds(results.duration)}",
        counts=tuple(_counts(counts.cases)),
        facts=tuple(_facts(results)),
        started=results.started_at,
        started_told=_moment(results.started_at),
        covered=covered,
        since=None if since is None else since_page(since.change, _moment(since.started)),
        slowest=tuple(_slowest(results)),
    )


@frozen
class Since:
    """What changed since another run."""

    started: str
    """When that one started, ISO 8601."""
    change: RunChange


def compose_cases(
    results: Results, since: Since | None = None
) -> Iterator[tuple[CaseHead, CaseBox]]:
    """The cases, bad ones first, the others by folder, one after another: all at once they would
    not fit in memory."""
    changes = {} if since is None else {case.id: case for case in since.change.cases}
    common = _common_folder([case.file for case in results.cases])
    order = {case.file.rpartition("/")[0]: None for case in results.cases}
    places = {folder: place for place, folder in enumerate(order, 1)}
    last = ""
    for case, anchor in sorted(_anchored(results), key=lambda one: _place(one[0], places)):
        short = _SUFFIX.sub("", case.file[common:])
        folder, _, name = short.rpartition("/")
        begins = ""
        if not is_bad(case.outcome):
            begins = (folder or "other files") if folder != last else ""
            short, last = name, folder
        change = changes.get(case.id)
        head = case_head(case, anchor, short=short, folder=begins, change=change)
        yield head, case_box(case, anchor, results.environment, change)


def _place(case: CaseResult, places: Mapping[str, int]) -> int:
    return 0 if is_bad(case.outcome) else places[case.file.rpartition("/")[0]]


def _anchored(results: Results) -> Iterator[tuple[CaseResult, str]]:
    """Each case with its anchor; one that was run twice has its number in the second."""
    seen: Counter[str] = Counter()
    for case in results.cases:
        seen[case.id] += 1
        again = f"-{seen[case.id]}" if seen[case.id] > 1 else ""
        yield case, case_anchor(case.id) + again


def _slowest(results: Results) -> Iterator[Link]:
    if len(results.cases) <= 2 * _SLOWEST:
        return
    for case, anchor in nlargest(_SLOWEST, _anchored(results), key=lambda one: one[0].duration):
        title = case.scenario if case.row is None else f"{case.scenario} [{case.row}]"
        yield Link(anchor=anchor, text=title, detail=seconds(case.duration), outcome=case.outcome)


def _common_folder(files: list[str]) -> int:
    """How many characters of folders all files begin with."""
    folders = zip(*(file.split("/")[:-1] for file in files), strict=False)
    common = takewhile(lambda names: len(set(names)) == 1, folders)
    return sum(len(names[0]) + 1 for names in common)


def _statement(results: Results) -> str:
    total = len(results.cases)
    bad = sum(is_bad(case.outcome) for case in results.cases)
    if not total:
        return "Nothing ran"
    if bad and total == 1:
        return "The one case needs attention"
    if bad:
        return f"{bad:,} of {plural(total, 'case')} {'needs' if bad == 1 else 'need'} attention"
    if all(case.outcome == "skipped" for case in results.cases):
        return f"{plural(total, 'case')} skipped"
    return "The one case is fine" if total == 1 else f"All {total:,} cases are fine"


def _moment(iso: str) -> str:
    """A moment of UTC as people read it; anything else as it stands."""
    found = re.fullmatch(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)", iso)
    return f"{found[1]} {found[2]} UTC" if found else iso


def _counts(cases: dict[Outcome, int]) -> Iterator[Count]:
    total = sum(cases.values())
    done = 0
    for outcome in WORST_FIRST:
        if number := cases[outcome]:
            yield Count(
                outcome=outcome,
                word="errors" if outcome == "error" and number > 1 else _WORDS[outcome],
                number=number,
                offset=f"{100 * done / total:.3f}%",
                share=f"{100 * number / total:.3f}%",
            )
            done += number


def _facts(results: Results) -> Iterator[tuple[str, str]]:
    one = results.environment
    pairs = (
        ("LangGraph", one.langgraph),
        ("Python", one.python),
        ("Storage", storage_told(one, results.cases)),
        ("Platform", one.platform),
        ("scenario-runner", one.tool),
    )
    yield from ((name, value) for name, value in pairs if value)
