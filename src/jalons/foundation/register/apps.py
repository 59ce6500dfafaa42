from importlib import import_module
from pathlib import Path

from django.apps import AppConfig, apps


class RegisterConfig(AppConfig):
    name = "jalons.foundation.register"
    label = "register"

    def ready(self) -> None:
        for app in apps.get_app_configs():
            for found in sorted(Path(app.path).glob("*/register.py")):
                import_module(f"{app.name}.{found.parent.name}.register")
