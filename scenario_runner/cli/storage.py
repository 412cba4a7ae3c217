"""The option that says where conversations are kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import click

from scenario_runner.cli.show import plural
from scenario_runner.suite.options import Options
from scenario_runner.suite.storing import drop_databases, require_storage
from scenario_runner.suite.usage import UsageFault


def storage_named(told: str) -> str:
    """The option as it stands, checked in its shape only. Raises BadParameter."""
    try:
        require_storage(told)
    except UsageFault as fault:
        hint = f" {fault.hint[0].upper()}{fault.hint[1:]}." if fault.hint else ""
        raise click.BadParameter(f"{fault.message.removesuffix('.')}.{hint}") from fault
    return told


def new_run() -> str:
    """A name for a run, for those of its databases."""
    return uuid.uuid4().hex[:8]


def tell_kept(options: Options, say: Callable[[str], None]) -> None:
    """Say which databases a run has left on the server, each with its branch."""
    if not options.keep_on_server:
        return
    found = drop_databases(options.storage, options.keep_on_server)
    say(f"{plural(len(found), 'database')} kept on the server:")
    for name, branch in found:
        say(f"  {name}  {branch}")
