"""`lockerctl support`: take an incident along without names, and decide all of it again elsewhere."""

import json as json_
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.options import DEFAULT_SOCKET, Json, Socket

if TYPE_CHECKING:
    from collections.abc import Mapping

app = typer.Typer(no_args_is_help=True, help="After an incident: what happened, without names, to be looked at again.")

BundleFile = Annotated[Path, typer.Argument(metavar="FILE", help="The bundle.")]
PublicKey = Annotated[
    Path | None, typer.Option("--key", metavar="PEM", help="The site's public key, as `keys show` prints it.")
]


@app.command()
def bundle(file: BundleFile, *, socket: Socket = DEFAULT_SOCKET) -> None:
    """Write the last hours into a file: decisions, log and frames, sealed and signed, without names, codes and keys."""
    from lockerd.cli.client import Admin

    content = Admin(socket).get("/v1/support/bundle")["content"]
    try:
        with file.open("x", encoding="utf-8") as out:
            json_.dump(content, out)
    except FileExistsError:
        raise CliError(Exit.USAGE, say("{path} is there already", path=file), say("give it another name")) from None
    show.line(say("{path}: {count} decisions", path=file, count=sum(len(life["steps"]) for life in content["lives"])))


@app.command()
def verify(file: BundleFile, *, key: PublicKey = None, json: Json = False) -> None:
    """Decide all of a bundle again, without a station; ends with 1 where it was changed or comes out otherwise."""
    from lockerd.controller.film.bundle import again

    content = _read(file)
    signed = key is not None and _signed(content, key)
    steps = list(again(content))
    otherwise = [step.number for step in steps if not step.same]
    if json:
        rows = [{"number": step.number, "same": step.same, "event": type(step.event).__name__} for step in steps]
        show.as_json({"about": content["about"], "signed": signed, "steps": rows})
    else:
        text = say("signed by this site") if signed else say("whose it is was not checked: give --key")
        show.line(say("{path}: not changed; {signed}", path=file, signed=text))
    if otherwise:
        cause = say("decision {number} comes out otherwise", number=otherwise[0])
        raise CliError(Exit.REFUSED, cause, say("is this the release that made it? lockerd {version}",
                                                version=content["about"].get("version")))  # fmt: skip
    if not json:
        show.line(say("{count} decisions, all as they were", count=len(steps)))


def _read(file: Path) -> dict[str, Any]:
    try:
        content = json_.loads(file.read_bytes())
    except OSError as error:
        raise CliError(Exit.USAGE, f"{file}: {error.strerror}") from None
    except ValueError:
        content = None
    if not isinstance(content, dict) or not isinstance(content.get("about"), dict):
        raise CliError(Exit.REFUSED, say("{path} is no bundle", path=file))
    return content


def _signed(content: "Mapping[str, Any]", key: Path) -> bool:
    from lockerd.codes import jws
    from lockerd.codes.jws import JwsType, SignatureError
    from lockerd.codes.keys import KeyFormatError, key_id_hex, load_ed25519_public

    try:
        public = load_ed25519_public(key.read_bytes())
        claims = jws.verify(str(content.get("signature")), keys={key_id_hex(public): public}, typ=JwsType.BUNDLE)
    except OSError as error:
        raise CliError(Exit.USAGE, f"{key}: {error.strerror}") from None
    except KeyFormatError as error:
        raise CliError(Exit.USAGE, f"{key}: {error}", say("`lockerctl keys show DIR` prints the public key")) from None
    except SignatureError as error:
        raise CliError(Exit.REFUSED, say("this site has not signed it: {why}", why=error)) from None
    if claims.get("seal") != content.get("seal"):
        raise CliError(Exit.REFUSED, say("its signature is another bundle's"))
    return True
