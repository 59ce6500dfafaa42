"""Pages of the room that belong to no authority."""

from django.urls import path

from jalons.foundation.digests.views import leave
from jalons.procurement.web.agec.reminders import AGEC

urlpatterns = [path("rappel-agec/<str:token>/", leave, {"digest": AGEC}, name="agec_leave")]
