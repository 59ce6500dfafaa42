from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.participation.web"
    label = "participation"
