from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.federation.web"
    label = "federation"
