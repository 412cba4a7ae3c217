"""Looking for secrets in what is about to leave: values that are known, and what looks like one."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress

from scenario_runner.frozen import frozen
from scenario_runner.masking.mask import Mask

_LOOKS: Mapping[str, re.Pattern[str]] = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a key of Anthropic": re.compile(r"\bsk-ant-[\w-]{20,}"),
    "a key of OpenAI or a like service": re.compile(r"\bsk-(?:proj-|svcacct-|or-v1-)?[\w-]{32,}"),
    "a key of LangSmith": re.compile(r"\blsv2_(?:pt|sk)_[0-9a-f]{24,}\w*"),
    "a token of GitHub": re.compile(r"\b(?:gh[pousr]_\w{36,}|github_pat_\w{50,})"),
    "a token of GitLab": re.compile(r"\bglpat-[\w-]{20,}"),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a key of Google": re.compile(r"\bAIza[\w-]{35}"),
    "a token of Slack": re.compile(r"\bxox[abprs]-[\w-]{20,}"),
    "a token of Hugging Face": re.compile(r"\bhf_[A-Za-z]{30,}"),
    "a key of Stripe": re.compile(r"\b[rs]k_live_\w{20,}"),
    "a token of npm or PyPI": re.compile(r"\b(?:npm_\w{36}|pypi-AgE[\w-]{50,})"),
    "a signed web token": re.compile(r"\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{20,}"),
    "a password in a URL": re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@{}'\"]+:[^\s/:@{}'\"$*]{6,}@"),
}
"""As the services themselves describe what they give out."""
_SET = re.compile(
    r"^\s*(?:export\s+)?(\w*(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL)S?)\s*=\s*"
    r"[\"']?([^\s\"'#]{8,})",
    re.IGNORECASE,
)
"""A line of a file of environment variables."""


@frozen
class Leak:
    """Something that must not leave; the thing itself is not in it."""

    file: str
    line: int | None
    what: str
    looks: bool
    """It only looks like a secret."""

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.what}"


def leaks_in(file: str, content: bytes, known: Mask) -> Iterator[Leak]:
    """What of a file must not leave. `known` are values that are secret wherever they stand."""
    text = content.decode("utf-8", "surrogateescape")
    lines = text.splitlines()
    for name in known.found("\n".join([text, *_cells(content)])):
        line = next((n for n, one in enumerate(lines, 1) if name in known.found(one)), None)
        yield Leak(file=file, line=line, what=f"this is the value of {name}", looks=False)
    is_environment = file.rpartition("/")[2].startswith(".env")
    for number, one in enumerate(lines, 1):
        what = _looks_like(one)
        if what is None and is_environment and (found := _SET.match(one)) is not None:
            what = f"the value of {found[1]}"
        if what is not None:
            yield Leak(file=file, line=number, what=f"this looks like {what}", looks=True)


def _looks_like(line: str) -> str | None:
    return next((what for what, pattern in _LOOKS.items() if pattern.search(line)), None)


def _cells(content: bytes) -> Iterator[str]:
    """The values in a database: SQLite keeps a long one in pieces all over the file."""
    if not content.startswith(b"SQLite format 3\0"):
        return
    with suppress(sqlite3.Error), closing(sqlite3.connect(":memory:")) as database:
        database.deserialize(content)
        database.execute("PRAGMA trusted_schema = OFF")
        database.text_factory = bytes
        tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in tables:
            quoted = table.decode().replace('"', '""')
            for row in database.execute(f'SELECT * FROM "{quoted}"'):  # noqa: S608  # its own name
                for cell in row:
                    if isinstance(cell, bytes):
                        yield cell.decode("utf-8", "surrogateescape")
