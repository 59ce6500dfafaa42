from __future__ import annotations

from jalons.foundation.register.urls import urls_of
from jalons.inclusion.web.official import views
from jalons.inclusion.web.official.register import official

urlpatterns = urls_of(official, list=views.overview, new=views.bring)
