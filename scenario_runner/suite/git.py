"""What git says has changed."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from scenario_runner.language.words import quoted
from scenario_runner.suite.usage import UsageFault


def changed_since(ref: str, folders: Iterable[Path]) -> frozenset[str]:
    """The paths (absolute) that differ between `HEAD`, or where the line of another `ref` and
    this one part, and the files as they are, in the repositories that hold `folders`. What is
    gone and what git does not follow yet are among them, what it ignores is not.

    Raises UsageFault.
    """
    tops = {_top(folder) for folder in {Path(os.path.realpath(one)) for one in folders}}
    return frozenset(path for top in sorted(tops) for path in _changed(top, ref))


def _top(folder: Path) -> Path:
    """The repository that holds a folder, a worktree or a submodule too."""
    for one in (folder, *folder.parents):
        if os.path.lexists(one / ".git"):
            return one
    message = f"--changed asks git, and {folder} is in no git repository"
    raise UsageFault(message, "run git init there, or name scenarios of a repository")


def _changed(top: Path, ref: str) -> list[str]:
    base = _base(top, ref)
    new = _git(top, "ls-files", "-z", "--others", "--exclude-standard")
    if base is None:  # nothing was committed yet
        known = _git(top, "ls-files", "-z", "--cached")
    else:
        known = _git(top, "diff", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--")
    names = filter(None, (known + new).split(b"\0"))
    return [str(top / os.fsdecode(name)) for name in names]


def _base(top: Path, ref: str) -> str | None:
    """The commit to compare with; None in a repository without any."""
    head = _commit(top, "HEAD")
    if ref == "HEAD":
        return head
    other = _commit(top, ref)
    if other is None or head is None:
        hint = "name a branch, a tag or a commit: --changed=main; in CI it may have to be fetched"
        raise UsageFault(f"git knows no commit {quoted(ref)} in {top}", hint)
    done = _run(top, "merge-base", other, head)
    if done.returncode != 0:
        message = f"{quoted(ref)} and HEAD have no commit in common in {top}"
        raise UsageFault(message, "in CI, fetch the whole history: git fetch --unshallow")
    return os.fsdecode(done.stdout).split()[0]


def _commit(top: Path, ref: str) -> str | None:
    if not ref or ref.startswith("-") or "\0" in ref:
        return None
    done = _run(top, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if done.returncode == 0:
        return os.fsdecode(done.stdout).strip()
    if done.returncode != 1:
        raise _fault(top, done)
    return None


def _git(top: Path, *arguments: str) -> bytes:
    done = _run(top, *arguments)
    if done.returncode != 0:
        raise _fault(top, done)
    return done.stdout


def _run(top: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    command = ["git", "-c", "core.fsmonitor=false", "-C", str(top), *arguments]
    environment = {**os.environ, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        return subprocess.run(  # noqa: S603  # no shell, and what is named cannot be an option
            command, capture_output=True, check=False, env=environment, stdin=subprocess.DEVNULL
        )
    except OSError as error:
        message = f"--changed asks git, which cannot be run: {error.strerror}"
        raise UsageFault(message, "install git, or take --changed away") from error


def _fault(top: Path, done: subprocess.CompletedProcess[bytes]) -> UsageFault:
    lines = done.stderr.decode(errors="replace").strip().splitlines() or ["it does not say why"]
    said = lines[0].removeprefix("fatal: ")
    return UsageFault(f"git cannot say what has changed in {top}: {said}", "try git status there")
