"""In few words: a record as it is stored, the jobs that wait done, a .zip file of a stick."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

from jalons.foundation.tasks.worker import Worker

UTF8 = 0x800


def fresh(record):
    return type(record).objects.of(record.authority).get(pk=record.pk)


def work():
    Worker().run_pending()


class _Named(zipfile.ZipInfo):
    """An entry whose name is in the letters of an old Windows."""

    def _encodeFilenameFlags(self):  # noqa: N802  (the name in zipfile)
        return self.filename.encode("cp850"), self.flag_bits & ~UTF8


def zipped(folder, *, top="", extra=(), letters="utf-8"):
    target = io.BytesIO()
    kind = _Named if letters == "cp850" else zipfile.ZipInfo
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(folder.rglob("*")):
            if place.is_file():
                name = top + place.relative_to(folder).as_posix()
                archive.writestr(kind(name), place.read_bytes())
        for name, content in extra:
            archive.writestr(name, content)
    return SimpleUploadedFile("cle.zip", target.getvalue(), "application/zip")
