"""Bundles where commands take paths: looked through, asked about, unpacked, and gone afterwards."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from dataclasses import field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from scenario_runner.cli.ending import fail
from scenario_runner.cli.show import plural
from scenario_runner.frozen import frozen
from scenario_runner.report.visible import visible
from scenario_runner.results.model import CaseResult, Results
from scenario_runner.suite.usage import INVALID

if TYPE_CHECKING:
    from scenario_runner.share.manifest import Manifest


@frozen
class Received:
    """What a command was given, a bundle unpacked."""

    paths: tuple[str, ...]
    """To be taken instead of what was given."""
    bundle: str | None = None
    """The bundle they are from."""
    here: Path = field(default_factory=Path.cwd)
    """Where the user stands."""
    stack: ExitStack = field(default_factory=ExitStack, repr=False)

    def outside(self, path: Path | None) -> Path | None:
        """A path as given, from wherever the process stands."""
        return path if path is None or self.bundle is None else self.here / path

    def told(self, case: CaseResult) -> CaseResult:
        """A case as the user runs it again."""
        if self.bundle is None:
            return case
        from scenario_runner.share.receive import told_of  # noqa: PLC0415  # only with a bundle

        return told_of(case, self.bundle)

    def all_told(self, results: Results) -> Results:
        """As `told`, of a whole run."""
        return replace(results, cases=tuple(map(self.told, results.cases)))

    def leave(self) -> None:
        """Stand again where the user does; the unpacked files are gone."""
        self.stack.close()


def receive(
    paths: tuple[str, ...], *, runs: bool = False, trust: bool = False, refused: str | None = None
) -> Received:
    """What the paths are, a bundle unpacked until the command ends. One that `runs` its code
    asks first, unless it is trusted; `refused` is an option that makes no sense with one."""
    if not any(".zip" in path.lower() for path in paths):
        return Received(paths=paths)
    from scenario_runner.share.bundle import opened_bundle  # noqa: PLC0415  # as above
    from scenario_runner.share.receive import asked_of, unpacked  # noqa: PLC0415  # as above

    asked = asked_of(paths)
    if asked is None:
        return Received(paths=paths)
    if refused is not None:
        hint = "unpack it and go into its folder project, where it is a project like others"
        fail(f"{refused} is not for a bundle", INVALID, hint)
    stack = ExitStack()
    click.get_current_context().call_on_close(stack.close)
    here = Path.cwd()
    bundle = stack.enter_context(opened_bundle(Path(asked.path)))
    if runs:
        _warn_of_versions(bundle.manifest)
        _require_trust(asked.path, bundle.manifest, trust=trust)
    selector = stack.enter_context(unpacked(bundle, asked.names))
    return Received(paths=(selector,), bundle=asked.path, here=here, stack=stack)


def _warn_of_versions(manifest: Manifest) -> None:
    from scenario_runner.share.versions import differences, install_line  # noqa: PLC0415  # as above

    for told in differences(manifest):
        click.echo(f"warning: {told}", err=True)
    if (line := install_line(manifest)) is not None:
        click.echo(f"  help: {line}", err=True)


def _require_trust(path: str, manifest: Manifest, *, trust: bool) -> None:
    """Say what code runs, and ask; end where nobody says yes."""
    from scenario_runner.share.shown import code_text  # noqa: PLC0415  # as above

    count = sum(file.kind == "code" for file in manifest.files)
    click.echo(f"{path} runs this code here, with all that you may do:", err=True)
    click.echo(code_text(manifest), err=True)
    if trust:
        return
    look = f"look at it with scenario-runner inspect {path}"
    if not sys.stdin.isatty():
        said = f"{path} was not run: it holds {plural(count, 'Python file')}, and nobody was asked"
        fail(said, INVALID, f"{look}, then add --trust")
    if not click.confirm("Run it?", default=False, err=True):
        fail(f"{visible(path)} was not run", INVALID, look)
