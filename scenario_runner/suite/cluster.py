"""`--executor dask://HOST:PORT`: the workers of a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from typing import Any

from scenario_runner.suite.usage import UsageFault

_SECONDS = 10
"""How long a scheduler, and then a worker, is waited for."""
_SCHEME = "dask://"


def check_address(address: str) -> None:
    """Raises UsageFault for what is no `dask://HOST:PORT`."""
    host, colon, port = address.removeprefix(_SCHEME).rpartition(":")
    if not address.startswith(_SCHEME) or not colon or not host or not port.isdecimal():
        raise UsageFault(
            f'--executor: "{address}" is not an executor', "write dask://HOST:PORT of a scheduler"
        )


@contextlib.contextmanager
def connected(address: str) -> Iterator[tuple[Executor, Callable[[], bool]]]:
    """The cluster as an executor, and whether it has workers. Raises UsageFault."""
    check_address(address)
    try:
        from distributed import Client  # noqa: PLC0415  # an extra
    except ImportError:
        hint = "pip install 'scenario-runner[dask]'"
        raise UsageFault("--executor dask:// needs the package distributed", hint) from None
    scheduler = f"tcp://{address.removeprefix(_SCHEME)}"
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]  # it is not annotated
            scheduler, timeout=_SECONDS, set_as_default=False
        )
    except (OSError, TimeoutError):
        hint = "start one with `dask scheduler`, or mend host and port"
        raise UsageFault(f"--executor: no Dask scheduler answers at {scheduler}", hint) from None
    with client:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            hint = f"start one with `dask worker {scheduler}`"
            raise UsageFault("--executor: the Dask cluster has no worker", hint) from None

        def has_workers() -> bool:
            return bool(client.scheduler_info(n_workers=-1)["workers"])

        with client.get_executor(pure=False) as executor:
            yield executor, has_workers
