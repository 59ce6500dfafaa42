from django.apps import AppConfig


class NavigationConfig(AppConfig):
    name = "jalons.foundation.navigation"
    label = "navigation"
