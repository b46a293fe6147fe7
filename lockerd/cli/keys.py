"""The site's own keys."""

import os
import secrets
from pathlib import Path
from typing import Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import Json

SITE_FILE: Final = "site.pem"
CODE_HASH_FILE: Final = "code-hash.key"

app = typer.Typer(no_args_is_help=True, help="The keys of this site.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the keys.", file_okay=False)]

Receipts = Annotated[bool, typer.Option("--receipts", help="The key by which receipts and records are checked.")]


@app.command()
def init(folder: Folder, *, json: Json = False) -> None:
    """Make site.pem and code-hash.key (mode 0600) and show the public key. Overwrites nothing."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lockerd.codes.keys import private_pem
    from lockerd.config.keys import CODE_HASH_BYTES

    files = {
        folder / SITE_FILE: private_pem(Ed25519PrivateKey.generate()),
        folder / CODE_HASH_FILE: secrets.token_bytes(CODE_HASH_BYTES),
    }
    if existing := [str(path) for path in files if path.exists()]:
        next_step = say("use it (`lockerctl keys show`), or move it away: codes issued under it die with it")
        raise CliError(Exit.REFUSED, say("{path} exists already", path=", ".join(existing)), next_step)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path, data in files.items():
            _write(path, data)
        _sync(folder)
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename}: {error.strerror}") from None
    _show_public(folder, json=json)
    if not json:
        text = say("Give the public key to central. If the daemon runs as another user, let its group read the files:")
        show.line(text)
        show.line(f"  chgrp lockerd {folder}/* && chmod 0640 {folder}/*")


@app.command("show")
def show_keys(folder: Folder, *, receipts: Receipts = False, json: Json = False) -> None:
    """Show the site's public key and its key id."""
    _show_public(folder, receipts=receipts, json=json)


def _show_public(folder: Path, *, receipts: bool = False, json: bool) -> None:
    from lockerd.codes.keys import KeyFormatError, key_id_hex, load_ed25519_private, public_pem, receipt_key

    path = folder / SITE_FILE
    try:
        site = load_ed25519_private(path.read_bytes())
    except PermissionError:
        raise CliError(Exit.NOT_ALLOWED, say("{path}: you may not read it", path=path)) from None
    except OSError as error:
        next_step = say("`lockerctl keys init {folder}` makes it", folder=folder)
        raise CliError(Exit.REFUSED, f"{path}: {error.strerror}", next_step) from None
    except KeyFormatError as error:
        raise CliError(Exit.REFUSED, f"{path}: {error}") from None
    public = (receipt_key(site) if receipts else site).public_key()
    pem = public_pem(public).decode()
    if json:
        show.as_json({"kid": key_id_hex(public), "public_key": pem})
    else:
        show.line(f"key id {key_id_hex(public)}\n{pem.rstrip()}")


def _write(path: Path, data: bytes) -> None:
    """Create, never replace; on the disk before anybody relies on it."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
