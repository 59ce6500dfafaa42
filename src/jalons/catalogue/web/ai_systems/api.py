"""AI systems, generative use and literacy sessions for machines."""

from jalons.catalogue.web.ai_systems import register as declared
from jalons.catalogue.web.scopes import READ, WRITE, endpoints
from jalons.foundation.register.api import endpoints_of

for register, path, names in (
    (declared.systems, "ai-systems", (*declared.SYSTEM, "answers", "measured")),
    (declared.generative, "generative-uses", declared.USE),
    (declared.sessions, "ai-literacy-sessions", declared.SESSION),
):
    endpoints_of(endpoints, register, path, *names, read=READ, write=WRITE)
