"""``highneeds backup`` and ``highneeds restore``."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from highneeds.cli.progress import console, stages
from highneeds.core.errors import Refusal
from highneeds.operations.backup import MEGABYTE, make_backup
from highneeds.operations.restore import Wish, restore_backup
from highneeds.store.home import key_in

KEY_SETTING = "HIGHNEEDS_BACKUP_KEY_FILE"
_SHORTEST_PASSPHRASE = 15
KeyFile = Annotated[
    Path | None,
    typer.Option(envvar=KEY_SETTING, help="File of the key that seals it; without it a passphrase is asked for."),
]


def backup(
    to: Annotated[Path, typer.Argument(help="The file to write, or a folder: then it is named by the day and time.")],
    key_file: KeyFile = None,
) -> None:
    """Write everything of this installation into one sealed file, while people work, and read it back."""
    secret = _secret(key_file, is_new=True)
    with stages() as begin:
        made = make_backup(to, secret, begin)
    console.print(
        f"{made.file}: {made.rows:,} rows and {made.files:,} files, {made.size_bytes / MEGABYTE:,.1f} MB, read back.",
        markup=False,
        soft_wrap=True,
    )
    if made.keys is not None:
        console.print(
            f"{made.keys}: its keys. Take them to another place than the backup.", markup=False, soft_wrap=True
        )


def restore(
    *,
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A file that highneeds backup made.")],
    keys: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its keys; without it FILE.keys beside it.")
    ] = None,
    key_file: KeyFile = None,
    replace: Annotated[bool, typer.Option("--replace", help="In place of what is there, which is set aside.")] = False,
    without_keys: Annotated[
        bool, typer.Option("--without-keys", help="The keys are lost: originals or the audit can never be opened.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Read and check it whole, and change nothing.")] = False,
) -> None:
    """Put a backup in its place, once every byte and row of it was checked."""
    wish = Wish(
        file,
        _secret(key_file, is_new=False),
        keys,
        may_replace=replace,
        may_lack_keys=without_keys,
        only_checks=check,
    )
    with stages() as begin:
        found = restore_backup(wish, begin)
    done = "is whole" if check else "is in its place"
    console.print(
        f"The backup of {found.made_at} {done}: {found.rows:,} rows and {found.files:,} files.", soft_wrap=True
    )
    if found.aside is not None:
        console.print(f"What was there before is in {found.aside}. Delete it when you are sure.", soft_wrap=True)
    if not check:
        console.print("Look at it: highneeds doctor --deep")


def _secret(key_file: Path | None, *, is_new: bool) -> bytes:
    if key_file is not None:
        return key_in(key_file, KEY_SETTING)
    if not sys.stdin.isatty():
        message = f"Nobody can be asked for a passphrase here. Name a key file: --key-file, or {KEY_SETTING}."
        raise Refusal(message)
    said = str(typer.prompt("Passphrase of the backup", hide_input=True, confirmation_prompt=is_new))
    if is_new and len(said) < _SHORTEST_PASSPHRASE:
        message = f"A passphrase has at least {_SHORTEST_PASSPHRASE} letters: several words are easiest to keep."
        raise Refusal(message)
    return said.encode()
