"""The audit of web pages: sobriety and accessibility; commands only."""

from jalons.foundation.rooms import Room, Web

room = Room("webaudit", commitments=(1, 4), cli="cli:commands", web=Web(audit="store"))
