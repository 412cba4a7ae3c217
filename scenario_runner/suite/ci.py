"""Whether this is a machine that checks what others wrote, where no file must change by itself."""

from __future__ import annotations

import os

from scenario_runner.suite.collect import UsageFault

_NOT_SET = frozenset({"", "0", "false", "no"})


def refuse_in_ci(option: str, what: str) -> None:
    """Raises UsageFault where the environment variable CI is set, as all CI services do."""
    if os.environ.get("CI", "").strip().lower() not in _NOT_SET:
        raise UsageFault(
            f"{option} is refused, since the environment variable CI is set: {what} are not "
            "written in CI",
            "run it on your own machine, read what changes, and commit that",
        )
