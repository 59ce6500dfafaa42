"""An inventory of any length: read batch by batch, summed up, never whole in memory."""

from jalons.footprint.engine.streaming.batches import Batch, OpenBatches
from jalons.footprint.engine.streaming.delimited_blocks import delimited_batches
from jalons.footprint.engine.streaming.stream import StreamedFleet, StreamOptions, read_stream

__all__ = [
    "Batch",
    "OpenBatches",
    "StreamOptions",
    "StreamedFleet",
    "delimited_batches",
    "read_stream",
]
