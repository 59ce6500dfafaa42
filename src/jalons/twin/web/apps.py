from django.apps import AppConfig


class TwinConfig(AppConfig):
    name = "jalons.twin.web"
    label = "twin"
