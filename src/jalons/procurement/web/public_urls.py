"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.procurement.web.agec.reminders import AGEC
from jalons.procurement.web.clauses.reminders import CHECKS

urlpatterns = [
    path("rappel-agec/<str:token>/", leave, {"digest": AGEC}, name="agec_leave"),
    path("verifications/<str:token>/", leave, {"digest": CHECKS}, name="clause_checks_leave"),
]
