"""What a room declares of itself, and the rooms of this instance. Works without Django.

>>> from jalons.foundation.rooms import Room, Topic, Verb
>>> Room("gardens", title="Gardens", path="jardins/").app
'jalons.gardens.web'
"""

from jalons.foundation.rooms.declaration import (
    N_,
    Every,
    Page,
    Room,
    Specimen,
    Start,
    Store,
    Topic,
    Verb,
    Web,
)
from jalons.foundation.rooms.registry import hub, loaded, provided, rooms, topics

__all__ = [
    "N_",
    "Every",
    "Page",
    "Room",
    "Specimen",
    "Start",
    "Store",
    "Topic",
    "Verb",
    "Web",
    "hub",
    "loaded",
    "provided",
    "rooms",
    "topics",
]
