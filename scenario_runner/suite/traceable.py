"""Whether runs can be told to whom they are to be told."""

from __future__ import annotations

import os
from importlib.util import find_spec

from scenario_runner.graphs.tracing import Trace
from scenario_runner.suite.usage import UsageFault

_PACKAGES = {
    "opentelemetry.sdk.trace": "opentelemetry-sdk",
    "opentelemetry.exporter.otlp.proto.http": "opentelemetry-exporter-otlp-proto-http",
}
_PROTOCOLS = ("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "OTEL_EXPORTER_OTLP_PROTOCOL")


def require_traceable(to: Trace | None) -> None:
    """Raises UsageFault where the packages for it are not installed, or where the environment
    wants a protocol that is not spoken."""
    if to != "otel":
        return
    for module, package in _PACKAGES.items():
        if not _is_there(module):
            hint = "pip install 'scenario-runner[otel]'"
            raise UsageFault(f"--trace otel needs the package {package}", hint)
    for name in _PROTOCOLS:
        if (protocol := os.environ.get(name)) not in {None, "", "http/protobuf"}:
            hint = f"set {name}=http/protobuf, and the endpoint that the collector has for it"
            raise UsageFault(f"--trace otel does not speak {protocol}", hint)


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False
