from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "jalons.foundation.api"
    label = "api"
