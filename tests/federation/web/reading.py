"""In few words: a record as it is stored, the jobs that wait done, a .zip file of a stick."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from jalons.foundation.tasks.worker import Worker


def fresh(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def work():
    Worker().run_pending()


def zipped(folder, *, top="", extra=()):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(folder.rglob("*")):
            if place.is_file():
                archive.write(place, top + place.relative_to(folder).as_posix())
        for name, content in extra:
            archive.writestr(name, content)
    return SimpleUploadedFile("cle.zip", target.getvalue(), "application/zip")
