"""LangSmith's client, which hears of each run of LangChain: it tells LangSmith, or a collector of
OpenTelemetry. No secret stands in what it tells. Imported only where tracing is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from langsmith import Client

from scenario_runner.graphs.tracing import Trace
from scenario_runner.masking.mask import Mask

_BESIDES = ("error", "extra", "events")
"""What tells of a run besides its inputs and outputs; not every release of LangSmith gives these
to its anonymizer."""
_SERVICE = "scenario-runner"


class MaskingClient(Client):
    """Masks what is told of a run, before it is queued."""

    def __init__(self, mask: Mask, **options: Any) -> None:
        # unlike `hide_inputs`, an anonymizer is given messages and models as JSON
        super().__init__(anonymizer=mask.data, **options)
        self._masked = mask.data

    def create_run(self, *named: Any, **told: Any) -> None:
        """As the client it is."""
        super().create_run(*named, **self._besides(told))

    def update_run(self, *named: Any, **told: Any) -> None:
        """As the client it is."""
        super().update_run(*named, **self._besides(told))

    def _besides(self, told: dict[str, Any]) -> dict[str, Any]:
        return {k: self._masked(value) if k in _BESIDES else value for k, value in told.items()}


def client_of(kind: Trace, mask: Mask) -> tuple[Client, Callable[[], None]]:
    """The client, and what waits until it has told all."""
    if kind == "langsmith":
        client = MaskingClient(mask)
        return client, client.flush
    provider = _provider()
    collected = MaskingClient(mask, tracing_mode="otel", otel_tracer_provider=provider)

    def tell_all() -> None:
        collected.flush()
        provider.shutdown()  # sends what waits

    return collected, tell_all


def _provider() -> Any:
    """Spans go where the OTEL_ variables say, by OTLP over HTTP. It is no global one: what the
    application itself traces stays as it is."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415  # an extra
        OTLPSpanExporter,
    )
    from opentelemetry.sdk import resources  # noqa: PLC0415  # as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415  # as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415  # as above

    ours = resources.Resource.create({resources.SERVICE_NAME: _SERVICE})
    provider = TracerProvider(resource=ours.merge(resources.OTELResourceDetector().detect()))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    return provider
