"""Rewrites an Office file so that two builds give the same bytes: fixed times, fixed order, fixed compression."""

import io
import zipfile
from datetime import datetime

STAMP = datetime(2026, 11, 16, 9, 0, 0)


def freeze(data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            target.writestr(info, source.read(name), compresslevel=9)
    return out.getvalue()


def stamp_core(properties, title, language):
    properties.title = title
    properties.author = "Tarnbeck Instruments"
    properties.last_modified_by = "Tarnbeck Instruments"
    properties.language = "zh-CN" if language == "zh" else "en-GB"
    properties.created = properties.modified = STAMP
    properties.comments = ""
    properties.revision = 1
