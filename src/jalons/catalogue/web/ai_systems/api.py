"""AI systems, generative use and literacy sessions for machines."""

from jalons.catalogue.web.ai_systems.register import (
    SESSION,
    USE,
    WHAT,
    WHO,
    generative,
    sessions,
    systems,
)
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

SYSTEM = (*WHAT, *WHO, "state", "started_on", "ended_on", "answers", "measured")
endpoints_of(endpoints, systems, "ai-systems", *SYSTEM, read=READ, write=WRITE)
endpoints_of(endpoints, generative, "generative-uses", *USE, read=READ, write=WRITE)
endpoints_of(endpoints, sessions, "ai-literacy-sessions", *SESSION, read=READ, write=WRITE)
