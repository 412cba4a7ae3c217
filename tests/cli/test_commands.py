"""The table that `--help` is printed from says what the commands say of themselves."""

import importlib
import pkgutil

import click
import pytest

import scenario_runner.cli
from scenario_runner.cli.commands import COMMANDS
from scenario_runner.cli.entry import cli


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_a_command_is_shown_by_its_own_first_words(name):
    """The summary is how the command's help begins."""
    command = cli.get_command(click.Context(cli), name)
    assert command.name == name
    first = " ".join(command.help.split("\n\n")[0].split())
    assert first.startswith(COMMANDS[name].summary.removesuffix("."))


def test_a_misspelt_command_is_guessed():
    """As options and keys are."""
    context = click.Context(cli)
    with pytest.raises(click.UsageError, match=r"'rum'\. Did you mean run\?$"):
        cli.resolve_command(context, ["rum"])
    with pytest.raises(click.UsageError, match=r"No such command 'zzz'\.$"):
        cli.resolve_command(context, ["zzz"])


@pytest.mark.parametrize("name", ["run", "validate", "list", "explain", "export", "bundle"])
def test_a_shell_completes_paths(name):
    """Where a scenario is named the shell offers its files."""
    command = cli.get_command(click.Context(cli), name)
    paths = next(one for one in command.params if isinstance(one, click.Argument))
    assert [item.type for item in paths.shell_complete(click.Context(command), "a")] == ["file"]


def test_every_command_is_in_the_table():
    """None is written and forgotten."""
    found = set()
    for module in pkgutil.iter_modules(scenario_runner.cli.__path__):
        held = vars(importlib.import_module(f"scenario_runner.cli.{module.name}"))
        found |= {one.name for one in held.values() if _is_command(one)}
    assert found == set(COMMANDS)


def _is_command(one):
    return isinstance(one, click.Command) and not isinstance(one, click.Group)
