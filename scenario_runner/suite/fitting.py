"""What a run is asked for and cannot do, said before anything is played."""

from __future__ import annotations

from pathlib import Path

from scenario_runner.suite.cluster import check_address
from scenario_runner.suite.collect import UsageFault
from scenario_runner.suite.options import Options
from scenario_runner.suite.storing import require_kept_there, require_storage
from scenario_runner.suite.traceable import require_traceable


def require_folder(folder: Path | None) -> None:
    """The folder, made where there is none. Raises UsageFault."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"databases cannot be kept in {folder}: {error.strerror}"
        raise UsageFault(message, "name a folder that can be written to") from error


def require_fitting(options: Options) -> None:
    """What cannot be done, above all where an executor's workers are. Raises UsageFault."""
    require_storage(options.storage)
    if options.keep_on_server:
        require_kept_there(options.storage)
    require_traceable(options.trace)
    if options.executor is None:
        return
    if options.in_process:
        raise UsageFault("--in-process and --executor say where to play", "take one of them out")
    if options.record != "none":
        hint = "record on this machine, without --executor"
        raise UsageFault("--record writes tapes, which workers elsewhere cannot", hint)
    if isinstance(options.executor, str):
        check_address(options.executor)
