from django.urls import URLPattern, URLResolver, path

from jalons.foundation.accounts.heavy import Views
from jalons.foundation.imports.views import import_urls
from jalons.foundation.register.urls import urls_of
from jalons.reuse.web.devices import views
from jalons.reuse.web.devices.forms import DeviceColumnsForm
from jalons.reuse.web.devices.register import devices, devices_file

fleet = Views("jalons.reuse.web.devices.fleet")

urlpatterns: list[URLPattern | URLResolver] = [
    path("decider/", views.decide, name="device_decide"),
    path("decider/ensemble/", views.decision, name="device_decision"),
    path("renouvellement/", views.plan, name="device_plan"),
    path("depuis-le-parc/", fleet.choose, name="device_fleet"),
    path("depuis-le-parc/verifier/", fleet.check, name="device_fleet_check"),
    *import_urls(devices_file, columns=DeviceColumnsForm),
    *urls_of(devices, record=views.device),
]
