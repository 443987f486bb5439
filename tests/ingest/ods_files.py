"""Writes a small OpenDocument spreadsheet, as another program than ours would."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_NAMES = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "table", "text"))
_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    f'<manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    f'manifest:media-type="{_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" '
    'manifest:media-type="text/xml"/></manifest:manifest>'
)
_EMPTY_REST = (
    '<table:table-row table:number-rows-repeated="1048000"><table:table-cell '
    'table:number-columns-repeated="16384"/></table:table-row>'
)


def write_ods(path: Path, rows: Sequence[Sequence[object]], *, extra: str = "", before: str = "") -> Path:
    """Text and numbers as LibreOffice writes them, the empty rest of the sheet in one line; ``extra`` more rows."""
    body = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    sheet = f'<table:table table:name="High_Needs_Places">{body}{extra}{_EMPTY_REST}</table:table>'
    content = f"<office:document-content {_NAMES}><office:body><office:spreadsheet>{sheet}"
    content = f"{before}{content}</office:spreadsheet></office:body></office:document-content>"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", _TYPE, zipfile.ZIP_STORED)
        package.writestr("META-INF/manifest.xml", _MANIFEST)
        package.writestr("content.xml", content)
    return path


def _cell(value: object) -> str:
    if value in (None, ""):
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
        return f"<table:table-cell {kind}><text:p>{value}</text:p></table:table-cell>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
