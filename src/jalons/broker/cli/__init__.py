"""The commands of a broker alone, without Django; the room that serves one adds them to its own."""

from __future__ import annotations

from . import ingest, maintenance, out, policies, serve

COMMANDS = (
    serve.serve,
    serve.token,
    policies.policies,
    policies.accesses,
    ingest.ingest,
    ingest.dead,
    ingest.sources,
    out.models,
    out.export,
    maintenance.tidy,
    maintenance.migrate,
)
