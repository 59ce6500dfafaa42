"""The addresses of the API, under ``/api/v1/``: those that the rooms plugged in declare."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, re_path
from django.views.decorators.csrf import csrf_exempt

from jalons.foundation.api import views
from jalons.foundation.api.endpoints import Endpoint, all_endpoints, url_name
from jalons.foundation.api.problems import ApiError, problem
from jalons.foundation.api.serving.answers import view_of


def endpoint_urls() -> list[URLPattern]:
    """One address for all its methods."""
    paths: dict[str, dict[str, Endpoint]] = {}
    for endpoint in all_endpoints():
        methods = paths.setdefault(endpoint.path, {})
        if endpoint.method in methods:
            raise ValueError(f"{endpoint.method} {endpoint.path} is declared twice")
        methods[endpoint.method] = endpoint
    return [path(route, view_of(methods), name=url_name(route)) for route, methods in paths.items()]


@csrf_exempt
def nothing_here(_request: HttpRequest) -> HttpResponseBase:
    """No endpoint has this address."""
    return problem(ApiError("not_found"))


nothing_here.access = "public"  # type: ignore[attr-defined]

urlpatterns = [
    path("", views.reference, name="api_reference"),
    path("documentation/<slug:room>/", views.room_reference, name="api_room_reference"),
    *endpoint_urls(),
    re_path(r"^.*$", nothing_here, name="api_nothing"),
]
