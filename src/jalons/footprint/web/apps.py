from importlib import import_module

from django.apps import AppConfig


class FootprintConfig(AppConfig):
    name = "jalons.footprint.web"
    label = "footprint"

    def ready(self) -> None:
        """Declare the jobs that are not in ``actions``."""
        import_module("jalons.footprint.web.factor_actions")
