"""Texts of Markdown, and one case as a bug report.

Whatever graphs and files say stands in code: it makes no headings, mentions nobody, and ends
no block, as a fence is always longer than any in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scenario_runner.report.console import case_text
from scenario_runner.report.storage import storage_told
from scenario_runner.report.visible import cut, one_line, visible
from scenario_runner.results.model import CaseResult, Environment

LONGEST = 30_000
"""Characters of one case, and of one scenario."""
_RUNS = re.compile("`+")


def bug_report(case: CaseResult, environment: Environment) -> str:
    """One case with all that is needed to look into it elsewhere."""
    parts = [
        f"## {code(case.scenario)}: {case.outcome}",
        f"{code(f'{case.file}:{case.line}')}, run again with {code(case.rerun)}",
        fenced(cut(case_text(case, color=False), LONGEST), "text"),
    ]
    if case.source:
        parts.append(_folded("The scenario", fenced(cut(case.source, LONGEST), "yaml")))
    parts.append(environment_line(environment, [case]))
    return "\n\n".join(parts) + "\n"


def environment_line(one: Environment, cases: Iterable[CaseResult]) -> str:
    """What it ran on."""
    pairs = (
        ("LangGraph", one.langgraph),
        ("Python", one.python),
        ("storage", storage_told(one, cases)),
        ("scenario-runner", one.tool),
    )
    return ", ".join(f"{name} {code(value)}" for name, value in pairs if value)


def _folded(title: str, inside: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{inside}\n\n</details>"


def fenced(text: str, language: str) -> str:
    """Text as a block of code that nothing in it can end."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}{language}\n{visible(text).rstrip()}\n{fence}"


def code(text: str) -> str:
    """Text as code within a line."""
    shown = one_line(text, 500)
    ticks = "`" * (_longest_run(shown) + 1)
    room = " " if shown[:1] == "`" or shown[-1:] == "`" else ""
    return f"{ticks}{room}{shown}{room}{ticks}"


def _longest_run(text: str) -> int:
    return max(map(len, _RUNS.findall(text)), default=0)
