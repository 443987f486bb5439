"""Write a picture small enough for a README: the top of it, in 64 colours."""

from __future__ import annotations

import base64
import struct
import zlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page

_COLOURS = 64
_PIXELS = """async ([source, height]) => {
  const image = new Image(); image.src = source; await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.width; canvas.height = Math.min(height, image.height)
  const pen = canvas.getContext('2d'); pen.drawImage(image, 0, 0)
  const bytes = pen.getImageData(0, 0, canvas.width, canvas.height).data
  let text = ''
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode.apply(null, bytes.subarray(i, i + 32768))
  return [canvas.width, canvas.height, btoa(text)]
}"""


def write_small(page: Page, picture: Path, target: Path, *, height: int) -> None:
    """The top ``height`` pixels of ``picture``; the browser of ``page`` decodes it."""
    page.goto("about:blank")
    source = "data:image/png;base64," + base64.b64encode(picture.read_bytes()).decode()
    width, rows, text = page.evaluate(_PIXELS, [source, height])
    pixels = np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(rows * width, 4)[:, :3]
    palette, index = _few_colours(pixels)
    lines = np.hstack([np.zeros((rows, 1), dtype=np.uint8), index.reshape(rows, width)])
    header = struct.pack(">IIBBBBB", width, rows, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts))


def _few_colours(pixels: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.uint8]]:
    """A palette (colour, 3) of the commonest colours, and for each pixel the nearest of them."""
    colours, inverse, counts = np.unique(pixels, axis=0, return_inverse=True, return_counts=True)
    palette = colours[np.argsort(-counts)[:_COLOURS]]
    distance = ((colours[:, None, :].astype(int) - palette[None, :, :].astype(int)) ** 2).sum(axis=2)
    return palette, distance.argmin(axis=1).astype(np.uint8)[inverse.ravel()]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
