"""The option that says where conversations are kept."""

from __future__ import annotations

import click

from scenario_runner.suite.storing import require_storage
from scenario_runner.suite.usage import UsageFault


def storage_named(told: str) -> str:
    """The option as it stands, checked in its shape only. Raises BadParameter."""
    try:
        require_storage(told)
    except UsageFault as fault:
        hint = f" {fault.hint[0].upper()}{fault.hint[1:]}." if fault.hint else ""
        raise click.BadParameter(f"{fault.message.removesuffix('.')}.{hint}") from fault
    return told
