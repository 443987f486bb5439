"""``highneeds serve`` and ``highneeds sign-in-link``."""

from __future__ import annotations

from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.operations.kernels import is_compiled
from highneeds.operations.look import look_or_refuse
from highneeds.operations.safe_settings import HERE, refuse_unsafe
from highneeds.operations.serving import compile_engine_apart, new_sign_in_link, refuse_taken_port
from highneeds.operations.serving import serve as serve_pages

Port = Annotated[int, typer.Option(min=1, max=65_535, help="Port to serve on.")]
User = Annotated[str, typer.Option(help="Whose link; the account is made when it is the first.")]
Address = Annotated[
    str,
    typer.Option(envvar="HIGHNEEDS_ADDRESS", help="IP address to serve on; 0.0.0.0 in a container, behind a proxy."),
]


def serve(
    *,
    port: Port = 8_000,
    user: User = "administrator",
    address: Address = HERE,
    no_link: Annotated[
        bool, typer.Option("--no-link", help="Print no sign-in link: what is printed may go into a log.")
    ] = False,
) -> None:
    """Serve the pages on this machine and print a one-time sign-in link. Ctrl-C stops. Refuses unsafe settings."""
    refuse_unsafe(address)
    look_or_refuse()
    refuse_taken_port(port, address)
    if not is_compiled():
        with stages() as begin:
            begin("Compiling the engine, once for each version: some minutes")
            compile_engine_apart()
    console.print(f"highneeds is served on http://{address}:{port}", soft_wrap=True)
    if not no_link:
        sign_in_link(port=port, user=user)
    console.print("Press Ctrl-C to stop.")
    serve_pages(port=port, address=address)


def sign_in_link(port: Port = 8_000, user: User = "administrator") -> None:
    """Print a link that signs one person in, once, within a day."""
    console.print(f"Sign in once, within a day: {new_sign_in_link(port=port, username=user)}", soft_wrap=True)
