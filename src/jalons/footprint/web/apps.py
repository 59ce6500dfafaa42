from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "jalons.footprint.web"
    label = "footprint"
