"""The entry point: the commands, and how each way to end becomes an exit code."""

from __future__ import annotations

import errno
import gc
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, TextIO

import click

from scenario_runner import __version__
from scenario_runner.cli.commands import Commands, Unheard
from scenario_runner.cli.ending import fail
from scenario_runner.suite.usage import INTERNAL, INTERRUPTED, INVALID, UsageFault


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="scenario-runner")
def cli() -> None:
    """Test LangGraph conversations that stop, ask, resume and branch."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """The entry point. Ends the process with the exit code of the run."""
    call: Callable[..., Any] = cli.main
    # What is read is kept to the end: looking through it again and again takes a fifth of the
    # time, and frees nothing.
    gc.set_threshold(100_000, 50, 50)
    sys.stdout, sys.stderr = sys.stdout or _nowhere(), sys.stderr or _nowhere()
    signal.signal(
        signal.SIGTERM, signal.default_int_handler
    )  # CI systems end by it what Ctrl-C does
    try:
        call(args=arguments, prog_name="scenario-runner", standalone_mode=False)
    except UsageFault as fault:
        fail(fault.message, INVALID, fault.hint)
    except click.ClickException as error:
        error.show()
        sys.exit(INVALID)
    except (KeyboardInterrupt, click.Abort):
        fail("interrupted", INTERRUPTED)
    except Unheard as unheard:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if unheard.args == (errno.EPIPE,):  # whoever listened has heard enough
            sys.exit(INTERRUPTED)
        fail(f"what is printed cannot be written: {os.strerror(*unheard.args)}", INTERRUPTED)
    except Exception as error:  # noqa: BLE001  # our own bug: said as such, with what helps
        _internal(error)
    finally:
        if (forks := sys.modules.get("scenario_runner.suite.forks")) is not None:
            forks.end_unused()
        gc.freeze()  # the process ends: nothing of it need be looked through for garbage
    sys.exit(0)


def _nowhere() -> TextIO:
    """Where what is printed goes if there is no stream for it, as under some schedulers."""
    return Path(os.devnull).open("w", encoding="utf-8")


def _internal(error: Exception) -> NoReturn:
    import traceback  # noqa: PLC0415  # only when something has gone wrong

    click.echo("".join(traceback.format_exception(error)), err=True)
    fail("Scenario Runner itself failed; please report it with the lines above", INTERNAL)
