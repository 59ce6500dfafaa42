from django.apps import AppConfig


class RoomConfig(AppConfig):
    name = "jalons.reuse.web"
    label = "reuse"

    def ready(self) -> None:
        from jalons.reuse.web.accounts.indicators import follow
        from jalons.reuse.web.devices.indicators import rate_depends
        from jalons.reuse.web.devices.queries import data_ready
        from jalons.reuse.web.wiping.queries import ready

        data_ready.connect(ready)
        rate_depends.connect(follow)
