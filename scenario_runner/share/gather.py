"""Making a bundle: the scenario is played once, and what it read of the project goes along."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from scenario_runner.frozen import frozen
from scenario_runner.language.references import project_root
from scenario_runner.results.model import Results
from scenario_runner.share.fault import BundleFault
from scenario_runner.share.manifest import DATABASES, Kind
from scenario_runner.share.project import MARKS, matches, named, outside, relative
from scenario_runner.suite.collect import SUFFIXES
from scenario_runner.suite.options import Options
from scenario_runner.suite.run import run
from scenario_runner.suite.seen import Seen, read_seen, telling

_LARGEST_FILE = 100_000_000
"""Bytes of one file that goes along."""


@frozen
class Wanted:
    """What goes into a bundle."""

    selector: str
    """`FILE`, `FILE::case` or `FILE::case::branch`."""
    more: tuple[str, ...] = ()
    """`--with`: patterns of files that go along though nothing read them."""
    less: tuple[str, ...] = ()
    """`--without`: patterns of files that stay here though something did."""
    databases: bool = True
    """Whether the databases of branches that failed go along."""

    @property
    def path(self) -> str:
        """The file."""
        return self._cut[0]

    @property
    def names(self) -> str | None:
        """The case and the branch; None for all of the file."""
        return self._cut[1] or None

    @property
    def _cut(self) -> tuple[str, str]:
        for suffix in SUFFIXES:
            head, found, names = self.selector.partition(f"{suffix}::")
            if found:
                return head + suffix, names
        return self.selector, ""


@frozen
class Member:
    """A file that goes along."""

    kind: Kind
    content: bytes


@frozen
class Gathered:
    """A scenario that was played, and what it needed."""

    root: Path
    folder: str
    """Where the commands are typed, from the root."""
    file: str
    """The scenario, from the root."""
    members: Mapping[str, Member]
    """The project's files, from its root."""
    databases: Mapping[str, bytes]
    """Those that were kept, by their names in the bundle."""
    results: Results
    modules: frozenset[str]
    outside: tuple[str, ...]


def gather(wanted: Wanted) -> Gathered:
    """Play what is wanted, and gather what was read. Raises UsageFault."""
    file = Path(wanted.path).absolute()
    root = project_root(file.resolve().parent).resolve()
    file = file if file.is_relative_to(root) else file.resolve()
    folder = Path.cwd().resolve() if Path.cwd().resolve().is_relative_to(root) else root
    with tempfile.TemporaryDirectory(prefix="scenario-runner-") as temporary:
        results, here, there = _played(wanted, file, folder, Path(temporary))
        databases = dict(_databases(Path(temporary) / "kept")) if wanted.databases else {}
    members = dict(_members(wanted, file, root, here, there))
    return Gathered(
        root=root,
        folder=folder.relative_to(root).as_posix(),
        file=file.relative_to(root).as_posix(),
        members=members,
        databases=databases,
        results=results,
        modules=there.modules,
        outside=outside(here.code | there.code, root),
    )


def _played(
    wanted: Wanted, file: Path, folder: Path, temporary: Path
) -> tuple[Results, Seen, Seen]:
    """The results, what was read here, and what the graph read and imported."""
    here, there = temporary / "here", temporary / "there"
    name = os.path.relpath(file, folder)
    selector = f"{name}::{wanted.names}" if wanted.names else name
    keep = temporary / "kept" if wanted.databases else None
    options = Options(keep_failed=keep, seen=there)
    with contextlib.chdir(folder), telling(str(here)):
        results = run((selector,), options)
    return results, read_seen(here), read_seen(there)


def _databases(kept: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(kept.rglob("*")):
        if file.is_file():
            yield DATABASES + file.relative_to(kept).as_posix(), file.read_bytes()


def _members(
    wanted: Wanted, file: Path, root: Path, here: Seen, there: Seen
) -> Iterator[tuple[str, Member]]:
    own = file.relative_to(root).as_posix()
    code = _relative(here.code | there.code, root)
    told = _relative(here.read, root) | {own}
    read = _relative(there.read, root) | {mark for mark in MARKS if (root / mark).is_file()}
    names = code | told | read | set(named(root, wanted.more))
    for pattern in wanted.less:
        if matches(own, pattern):
            raise BundleFault(f'--without "{pattern}" would leave out the scenario itself')
        if not any(matches(name, pattern) for name in names):
            hint = "it is compared with the paths that bundle lists, such as agents/refund.py"
            raise BundleFault(f'--without "{pattern}" names no file of the bundle', hint)
    for name in sorted(names):
        if not any(matches(name, pattern) for pattern in wanted.less):
            is_code = name in code or name.endswith(".py")
            kind: Kind = "code" if is_code else "scenario" if name in told else "read"
            yield name, Member(kind=kind, content=_content(root / name, name))


def _relative(paths: frozenset[str], root: Path) -> set[str]:
    return {name for path in paths if (name := relative(path, root)) is not None}


def _content(path: Path, name: str) -> bytes:
    try:
        if path.stat().st_size > _LARGEST_FILE:
            hint = f'leave it here with --without "{name}"'
            raise BundleFault(f"{name} is larger than {_LARGEST_FILE // 1_000_000} MB", hint)
        return path.read_bytes()
    except OSError as error:
        raise BundleFault(f"{name} cannot be read: {error.strerror}") from error
