"""Lists of central's keys: taken in on the bench, shown, and signed where the root keys are."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lockerd.cli import show
from lockerd.cli.badges import text_of
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

ListFile = Annotated[Path, typer.Argument(metavar="FILE", help="A signed list of keys.")]


def take(file: ListFile, *, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Take a signed list of central's keys; an older one than is known is refused."""
    from lockerd.cli.client import Admin

    _show(Admin(socket).post("/v1/keys", {"list": text_of(file)}), json=json)


def status(*, socket: Socket = DEFAULT_SOCKET, json: Json = False) -> None:
    """Show which keys of central hold, and which roots may change them."""
    from lockerd.cli.client import Admin

    _show(Admin(socket).get("/v1/keys"), json=json)


def sign(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What the list says (JSON), or a list to sign as well.")],
    *,
    root: Annotated[Path, typer.Option("--root", help="A root's private key (PEM, Ed25519).")],
) -> None:
    """Sign a list of keys with a root key, and print it. Needs no daemon and no network."""
    from pydantic import ValidationError

    from lockerd.codes import key_list
    from lockerd.codes.jws import SignatureError
    from lockerd.codes.keys import KeyFormatError, key_id_hex, load_ed25519_private

    text = text_of(file)
    try:
        key = load_ed25519_private(root.read_bytes())
        mine = key_list.sign(key_list.read(text), {key_id_hex(key.public_key()): key})
        show.line(mine if not key_list.is_signed(text) else key_list.join(text, mine))
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename}: {error.strerror}") from None
    except KeyFormatError as error:
        raise CliError(Exit.REFUSED, f"{root}: {error}") from None
    except ValidationError as wrong:
        found = wrong.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, found["loc"]))
        raise _no_list(file, f"{place}: {found['msg']}") from None
    except SignatureError as refused:
        raise _no_list(file, refused.reason.value) from None


def raw(file: Annotated[Path, typer.Argument(metavar="FILE", help="A public key (PEM).")]) -> None:
    """Show a public key as it stands in a list. Needs no daemon and no network."""
    from lockerd.codes import base64url
    from lockerd.codes.keys import KeyFormatError, load_ed25519_public, load_x25519_public

    try:
        pem = file.read_bytes()
    except OSError as error:
        raise CliError(Exit.NOT_ALLOWED, f"{error.filename}: {error.strerror}") from None
    try:
        key: Ed25519PublicKey | X25519PublicKey = load_ed25519_public(pem)
    except KeyFormatError:
        try:
            key = load_x25519_public(pem)
        except KeyFormatError as error:
            raise CliError(Exit.REFUSED, f"{file}: {error}") from None
    show.line(base64url.encode(key.public_bytes_raw()))


def _no_list(file: Path, why: str) -> CliError:
    return CliError(Exit.USAGE, say("{file} is no list of keys: {why}", file=file, why=why))


def _show(answer: object, *, json: bool) -> None:
    from lockerd.cli.reading import read
    from lockerd.cli.reading.keys import KnownKeys

    if json:
        show.as_json(answer)
        return
    known = read(KnownKeys, answer)
    if known.version:
        show.line(say("list {version} holds", version=known.version))
    else:
        show.line(say("no list of keys was ever received: the keys of the configuration hold"))
    show.line(say("commands: {keys}", keys=" ".join(known.command) or "-"))
    show.line(say("badges: {keys}", keys=" ".join(known.badge) or "-"))
    show.line(say("codes: {keys}", keys=known.code_recipient or "-"))
    if known.roots:
        show.line(say("roots: {keys} ({threshold} sign)", keys=" ".join(known.roots), threshold=known.threshold))
    else:
        show.line(say("no root is configured: no list is taken"))
