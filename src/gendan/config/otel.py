"""Traces: sent when OTEL_EXPORTER_OTLP_ENDPOINT says where to, and the extra is installed.

The variables are OpenTelemetry's own: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
Statements are sent without their values, requests under the template of their address."""

import importlib.util
import os
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse

from gendan.embedded import Trouble

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
NEEDED = (
    "opentelemetry.sdk",
    "opentelemetry.exporter.otlp.proto.http",
    "opentelemetry.instrumentation.django",
    "opentelemetry.instrumentation.psycopg",
)
# What says from where or about whom somebody asks.
HIDDEN = ("http.url", "http.target", "url.full", "url.path", "url.query")
HIDDEN_PEOPLE = ("net.peer.ip", "client.address", "http.client_ip", "enduser.id")


def troubles() -> Iterator[Trouble]:
    """For the doctor: traces are wanted, but cannot be made."""
    if ENDPOINT in os.environ and not _is_installed():
        yield Trouble(
            f"{ENDPOINT} is set, but what makes traces is not installed.",
            "Install it (pip install 'gendan[otel]', or requirements-otel.txt), or unset the "
            "variable.",
        )


def is_wanted() -> bool:
    """Whether traces are sent."""
    return ENDPOINT in os.environ and _is_installed()


def instrument() -> None:
    """Before the pages are loaded: let requests and statements be traced. Makes no thread."""
    if not is_wanted():
        return
    from opentelemetry.instrumentation.django import DjangoInstrumentor
    from opentelemetry.instrumentation.psycopg import PsycopgInstrumentor

    DjangoInstrumentor().instrument(response_hook=_hide)
    PsycopgInstrumentor().instrument(skip_dep_check=True)


def start(part: str) -> None:
    """In each process: send what is traced from now on."""
    if not is_wanted():
        return
    from opentelemetry import trace
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    named = {"service.name": "gendan", "service.instance.id": f"{part}-{os.getpid()}"}
    provider = TracerProvider(resource=Resource.create(named))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)


def _is_installed() -> bool:
    try:
        return all(importlib.util.find_spec(module) for module in NEEDED)
    except ModuleNotFoundError:
        return False


def _hide(span: Any, request: HttpRequest, _response: HttpResponse) -> None:  # noqa: ANN401 - a library that may be absent
    match = request.resolver_match
    for name in HIDDEN:
        if name in span.attributes:
            span.set_attribute(name, match.route if match else "none")
    for name in HIDDEN_PEOPLE:
        if name in span.attributes:
            span.set_attribute(name, "")
