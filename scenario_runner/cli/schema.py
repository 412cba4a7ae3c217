"""`schema`: the JSON Schemas, for editors."""

from __future__ import annotations

import click

from scenario_runner.language.schema import schema_text


@click.command()
@click.option(
    "--results", "name", flag_value="results.schema.json", help="The schema of results.json."
)
def schema(name: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    click.echo(schema_text(name or "scenario.schema.json"))
