"""`inspect`: all of a bundle that is worth knowing before it is run."""

from __future__ import annotations

from pathlib import Path

import click

from scenario_runner.problem import ProblemsError
from scenario_runner.results.model import Results
from scenario_runner.share.bundle import Bundle, opened_bundle
from scenario_runner.share.receive import read_bundled, scenario_of
from scenario_runner.share.shown import inspect_json, inspect_text


@click.command()
@click.argument("path", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text",
    help="What is printed: text, or the manifest with the scenario and the outcomes as JSON.",
)  # fmt: skip
def inspect(path: Path, form: str) -> None:
    """Show what a bundle holds; nothing of it is run, imported or unpacked."""
    with opened_bundle(path) as bundle:
        told = inspect_json if form == "json" else inspect_text
        click.echo(told(bundle.manifest, scenario_of(bundle), _results(bundle)))


def _results(bundle: Bundle) -> Results | None:
    """None where they cannot be read: nothing else of the bundle depends on them."""
    try:
        return read_bundled(bundle)
    except ProblemsError:
        return None
