"""How far a run has come, on one line that fits the terminal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from scenario_runner.frozen import frozen
from scenario_runner.report.show import seconds
from scenario_runner.report.visible import fit, visible


@frozen
class Progress:
    """A run that goes on. Times are in seconds."""

    total: int
    done: int = 0
    bad: int = 0
    running: Mapping[str, float] = field(default_factory=dict)
    """Cases that are being played, each with how long it has been."""
    left: float | None = None
    """About how long the rest will take; None where nobody can say."""


def progress_line(progress: Progress, width: int) -> str:
    """`12/40 done, 1 failed, about 42 s left: forum/sums.scenario.yaml::Sums (3 s)`."""
    told = [f"{progress.done:,}/{progress.total:,} done"]
    if progress.bad:
        told.append(f"{progress.bad:,} failed")
    if progress.left is not None and progress.done < progress.total:
        told.append(f"about {_round(progress.left)} left")
    line = ", ".join(told)
    if not progress.running:
        return fit(line, width)
    longest, took = max(progress.running.items(), key=lambda one: one[1])
    more = len(progress.running) - 1
    end = f" ({_round(took)})" + (f" and {more} more" if more else "")
    room = width - len(line) - len(end) - 2
    name = fit(visible(longest).replace("\n", "⏎").replace("\t", " "), max(room, 0))
    return fit(f"{line}: {name}{end}" if room > 8 else line, width)


def _round(took: float) -> str:
    return seconds(float(round(took))).replace(".00 s", " s") if took >= 1 else "1 s"
