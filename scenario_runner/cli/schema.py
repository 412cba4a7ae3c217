"""`schema`: the JSON Schemas, for editors."""

from __future__ import annotations

import json
import sys

import click

from scenario_runner.cli.graphs import known_graph
from scenario_runner.cli.show import is_painted
from scenario_runner.language.graph_schema import graph_schema
from scenario_runner.language.schema import schema_text


@click.command()
@click.option(
    "--results", "name", flag_value="results.schema.json", help="The schema of results.json."
)
@click.option(
    "--graph", metavar="REF",
    help="Add the names of a graph's nodes and channels: REF is what stands under graph, "
    "relative to the current folder, or a scenario file.",
)  # fmt: skip
def schema(name: str | None, graph: str | None) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    if graph is None:
        click.echo(schema_text(name or "scenario.schema.json"))
        sys.exit(0)
    if name is not None:
        raise click.UsageError("--results knows no graph; leave one of the two out")
    known = known_graph(graph, is_painted("auto")).knowledge
    click.echo(json.dumps(graph_schema(known, graph), indent=2, ensure_ascii=False))
