"""``highneeds serve`` and ``highneeds sign-in-link``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console
from highneeds.operations.serving import new_sign_in_link, refuse_taken_port
from highneeds.operations.serving import serve as serve_pages

Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port on 127.0.0.1.")]
User = Annotated[str, typer.Option(help="Whose link; the account is made when it is the first.")]


def serve(port: Port = 8_000, user: User = "administrator") -> None:
    """Serve the pages on this machine (127.0.0.1) and print a one-time sign-in link. Ctrl-C stops."""
    refuse_taken_port(port)
    console.print(f"highneeds is served on http://127.0.0.1:{port}", soft_wrap=True)
    sign_in_link(port=port, user=user)
    console.print("Press Ctrl-C to stop.")
    serve_pages(port=port)


def sign_in_link(port: Port = 8_000, user: User = "administrator") -> None:
    """Print a link that signs one person in, once, within a day."""
    console.print(f"Sign in once, within a day: {new_sign_in_link(port=port, username=user)}", soft_wrap=True)
