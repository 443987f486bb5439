"""How the API says no: ``application/problem+json`` (RFC 9457), the same words for what is not there and what is not
told.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from django.http import HttpRequest, JsonResponse

BEGINS = "/api/v1/"
KIND = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why there is no answer: title is the kind of trouble, detail what to do; type tells nothing more."""

    type: str
    title: str
    status: int
    detail: str


_TOLD = {
    400: ("Not understood", "The address was not understood. See the description of the API."),
    401: ("A token is needed", "Send 'Authorization: Bearer TOKEN' with a token that is in force."),
    403: ("Not for this token", "The token may not read this. Ask who gives rights in the council for one that may."),
    404: ("Not found", "There is nothing at this address, or nothing was imported or made yet."),
    405: ("Read only", "This API is read with GET alone."),
    422: ("Not understood", "A value after the question mark is not as it should be: a page is a number from 1."),
    429: ("Too many calls", "Wait a minute, then call less often."),
    500: ("This answer could not be made", "This is our mistake, not yours. The reference leads to the server's log."),
}
MINUTE_SECONDS = 60


def is_of_the_api(request: HttpRequest) -> bool:
    return request.path.startswith(BEGINS)


def problem(status: int, *, reference: str = "") -> JsonResponse:
    """``reference``: what leads to the log."""
    title, detail = _TOLD[status]
    said = f"{detail} Reference {reference}." if reference else detail
    response = JsonResponse(asdict(Problem("about:blank", title, status, said)), status=status, content_type=KIND)
    if status == 401:  # noqa: PLR2004 - the number of the answer
        response.headers["WWW-Authenticate"] = 'Bearer realm="highneeds"'
    if status == 429:  # noqa: PLR2004 - the number of the answer
        response.headers["Retry-After"] = str(MINUTE_SECONDS)
    return response
