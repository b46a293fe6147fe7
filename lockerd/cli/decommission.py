"""`lockerctl decommission`: the end of a site. Cut anywhere, it is done to the end by the same command."""

import json as json_
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from lockerd.cli import show
from lockerd.cli.asking import confirmed
from lockerd.cli.language import say
from lockerd.cli.options import Json, Yes
from lockerd.cli.selftest import CONFIG

if TYPE_CHECKING:
    from lockerd.config import Config

DONE: Final = "decommissioned.json"
"""In the state folder: where the log ended, and that purge may take the folders."""
BEGUN: Final = "decommissioning.json"
"""The same while files are wiped."""


def decommission(
    *,
    config: Annotated[Path, typer.Option("--config", metavar="FILE", help="The site's configuration.")] = CONFIG,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """End a site: wipe its database and its private keys, and look whether they are gone. Cannot be taken back.

    Refuses while the daemon runs, while anything lies in the wall, and while central lacks events.
    """
    from lockerd.config import load
    from lockerd.store import keeping
    from lockerd.store.ending import OURS, wipe
    from lockerd.store.lockfile import held

    site = load(config)
    state = site.paths.state
    begun, done = state / BEGUN, state / DONE
    proof = _begun(begun if begun.exists() else done, site.keys.site)
    if proof is None:
        proof = _asked(site, yes=yes)
        state.mkdir(parents=True, exist_ok=True)
        _write(begun, proof)
    folders = [state, *([] if site.paths.second is None else [site.paths.second])]
    # The site's key first: without it no daemon starts, so nothing can come into the wall when this is cut.
    files = [site.keys.site, site.keys.code_hash, *(folder / name for folder in folders for name in OURS)]
    copies = site.copies.backup
    if copies is not None and copies.is_dir():
        files += keeping.DATABASE.there(copies)
    with held(state / "lockerd.lock"):
        gone = wipe(files)
    if begun.exists():
        begun.replace(done)
        _sync(state)
    if json:
        show.as_json({**proof, "wiped": [str(path) for path in gone]})
    else:
        for path in gone:
            show.line(say("wiped and gone: {path}", path=path))
        show.paragraph(
            say("A card keeps what it once wrote: have it destroyed. Purge may now take the folders."), indent=""
        )


def _begun(file: Path, key: Path) -> "dict[str, Any] | None":
    """What was written down when wiping began; None where it has not, whatever stands there."""
    from lockerd.codes.keys import KeyFormatError, load_ed25519_private

    if not file.exists():
        return None
    try:
        load_ed25519_private(key.read_bytes())
    except (FileNotFoundError, KeyFormatError):
        found: dict[str, Any] = json_.loads(file.read_text("utf-8"))
        return found
    return None


def _asked(site: "Config", *, yes: bool) -> dict[str, Any]:
    """Look whether the site may end, and ask; gives where its log ends."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lockerd.codes.keys import public_pem
    from lockerd.config import load_keys
    from lockerd.store.ending import last_head

    keys = load_keys(site)
    head = last_head(site.paths.state / "lockerd.db", central=site.central is not None)
    consequence = say(
        "The log, all orders and the keys of {site} are wiped. Has the log been exported?", site=site.site.id
    )
    confirmed(consequence, say("End this site?"), yes=yes)
    assert isinstance(keys.site, Ed25519PrivateKey)
    return {
        "site": site.site.id,
        "epoch": None if head is None else head.epoch,
        "number": None if head is None else head.number,
        "hash": None if head is None else head.hash,
        "public_key": public_pem(keys.site.public_key()).decode(),
    }


def _write(path: Path, proof: dict[str, Any]) -> None:
    """All of it or nothing, whenever the power goes."""
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8") as file:
        file.write(json_.dumps(proof, indent=2) + "\n")
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    _sync(path.parent)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
