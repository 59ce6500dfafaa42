"""Training and aids for machines; activities are never listed."""

from jalons.foundation.register.api import endpoints_of
from jalons.inclusion.web.scopes import READ, WRITE, endpoints
from jalons.inclusion.web.skills.register import AidForm, SessionForm, aids, sessions

endpoints_of(
    endpoints, sessions, "training_sessions", *SessionForm.Meta.fields, read=READ, write=WRITE
)
endpoints_of(endpoints, aids, "equipment_aids", *AidForm.Meta.fields, read=READ, write=WRITE)
