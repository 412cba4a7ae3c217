"""What was gathered as a zip file: nothing secret in it, and nothing that changes by itself."""

from __future__ import annotations

import hashlib
import platform
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from scenario_runner import __version__
from scenario_runner.frozen import frozen
from scenario_runner.language.words import quoted
from scenario_runner.masking.mask import Mask
from scenario_runner.report.write import render
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.share.archive import LARGEST, MOST_ENTRIES, pack
from scenario_runner.share.fault import BundleFault
from scenario_runner.share.gather import Gathered, Member, Wanted
from scenario_runner.share.manifest import (
    DATABASES,
    NAME,
    PROJECT,
    REPORT,
    RESULTS,
    BundledFile,
    Manifest,
    Selection,
    to_text,
)
from scenario_runner.share.names import clashes, name_fault
from scenario_runner.share.secret_words import Leak, leaks_in
from scenario_runner.share.timeless import timeless
from scenario_runner.share.versions import versions_of


@frozen
class Made:
    """A bundle that has not been written yet."""

    manifest: Manifest
    files: dict[str, bytes]
    """Each file by its name in the bundle, but for the manifest."""

    def packed(self) -> bytes:
        """The zip file: the same files make the same bytes."""
        return pack({NAME: to_text(self.manifest).encode(), **self.files}, first=NAME)


def make(gathered: Gathered, wanted: Wanted, secrets: tuple[str, ...]) -> Made:
    """The bundle of what was gathered; `secrets` are the names that its scenario reads.
    Raises BundleFault."""
    members = dict(_all(gathered))
    _require_sound(members)
    manifest = Manifest(
        tool=__version__,
        command=_command(gathered, wanted),
        selection=Selection(file=gathered.file, names=wanted.names, folder=gathered.folder),
        outcome=gathered.results.outcome,
        python=platform.python_version(),
        platform=platform.platform(),
        packages=versions_of(gathered.modules),
        secrets=secrets,
        outside=gathered.outside,
        files=tuple(_told(name, members[name]) for name in sorted(members)),
    )
    return Made(manifest=manifest, files={name: one.content for name, one in members.items()})


def leaks(made: Made, known: Mask, allowed: tuple[str, ...]) -> Iterator[Leak]:
    """What must not leave. `allowed` are files in which what looks like a secret is none."""
    for name, content in made.files.items():
        shown = name.removeprefix(PROJECT)
        for leak in leaks_in(shown, content, known):
            if not (leak.looks and shown in allowed):
                yield leak


def _all(gathered: Gathered) -> Iterator[tuple[str, Member]]:
    for name, member in gathered.members.items():
        yield PROJECT + name, member
    for name, content in gathered.databases.items():
        yield name, Member(kind="database", content=content)
    results = _settled(gathered)
    yield RESULTS, Member(kind="results", content=render(results, "json").encode())
    yield REPORT, Member(kind="report", content=render(results, "html").encode())


def _settled(gathered: Gathered) -> Results:
    """The results without what is another in each run; with a database, its ids are what they
    are, or nobody would find a checkpoint in it."""
    results = gathered.results
    cases = tuple(map(_at_home, results.cases))
    written = [m.content.decode("utf-8", "replace") for m in gathered.members.values()]
    told = replace(results, cases=cases)
    return timeless(told, keeps_ids=bool(gathered.databases), written=written)


def _at_home(case: CaseResult) -> CaseResult:
    """The case without what is only here: its databases are beside the results."""
    branches = tuple(replace(branch, go_on=None) for branch in case.branches)
    if case.database is None:
        return replace(case, branches=branches)
    name = DATABASES.removeprefix("results/") + Path(case.database).name
    return replace(case, branches=branches, database=name)


def _require_sound(members: dict[str, Member]) -> None:
    for name in members:
        if (fault := name_fault(name)) is not None:
            message = f"{quoted(name.removeprefix(PROJECT))} cannot go into a bundle: {fault}"
            raise BundleFault(message, "rename it, or leave it here with --without")
    for name in clashes(members):
        message = f"{quoted(name)} and another file are one where case does not count"
        raise BundleFault(message, "rename one, or leave it here with --without")
    size = sum(len(member.content) for member in members.values())
    if size > LARGEST or len(members) >= MOST_ENTRIES:
        most = f"{MOST_ENTRIES} files and {LARGEST // 1_000_000} MB"
        raise BundleFault(f"a bundle has at most {most}", "leave some here with --without")


def _told(name: str, member: Member) -> BundledFile:
    digest = hashlib.sha256(member.content).hexdigest()
    return BundledFile(path=name, kind=member.kind, size=len(member.content), sha256=digest)


def _command(gathered: Gathered, wanted: Wanted) -> str:
    names = f"::{wanted.names}" if wanted.names else ""
    words = ["scenario-runner", "bundle", gathered.file + names]
    words += [part for pattern in wanted.more for part in ("--with", pattern)]
    words += [part for pattern in wanted.less for part in ("--without", pattern)]
    words += [] if wanted.databases else ["--no-databases"]
    return shlex.join(words)
