"""The pages of the room for everybody."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.procurement.web.clauses.reminders import CHECKS

urlpatterns = [path("verifications/<str:token>/", leave, {"digest": CHECKS}, name=CHECKS.leave)]
