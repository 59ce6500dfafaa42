from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.webaudit.web"
    label = "webaudit"
