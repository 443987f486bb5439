"""What may come in through a form: no more than a file may be large, told before it is read."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from highneeds.operations.import_upload import MAX_UPLOAD_BYTES

_FOR_THE_FORM_ITSELF = 1_000_000


class CappedFileUploads(TemporaryFileUploadHandler):
    """Files of a form go to the disk, in the home folder and not where others may look; too much is refused at once."""

    def handle_raw_input(self, input_data: Any, META: dict[str, Any], content_length: int, *others: Any) -> None:  # noqa: ANN401, N803 - Django's own signature
        if content_length > MAX_UPLOAD_BYTES + _FOR_THE_FORM_ITSELF:
            message = f"a form of {content_length} bytes"
            raise RequestDataTooBig(message)
        super().handle_raw_input(input_data, META, content_length, *others)
