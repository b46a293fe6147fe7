"""`lockerctl decommission`: the end of a site."""

import json as json_
from pathlib import Path
from typing import Annotated, Final

import typer

from lockerd.cli import show
from lockerd.cli.asking import confirmed
from lockerd.cli.language import say
from lockerd.cli.options import Json, Yes
from lockerd.cli.selftest import CONFIG

DONE: Final = "decommissioned.json"
"""In the state folder: where the log ended, and that purge may take the folders."""


def decommission(
    *,
    config: Annotated[Path, typer.Option("--config", metavar="FILE", help="The site's configuration.")] = CONFIG,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """End a site: wipe its database and its private keys, and look whether they are gone. Cannot be taken back.

    Refuses while the daemon runs, while anything lies in the wall, and while central lacks events.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from lockerd.codes.keys import public_pem
    from lockerd.config import load, load_keys
    from lockerd.store import keeping
    from lockerd.store.ending import OURS, last_head, wipe

    site = load(config)
    state, keys = site.paths.state, load_keys(site)
    head = last_head(state / "lockerd.db", central=site.central is not None)
    consequence = say(
        "The log, all orders and the keys of {site} are wiped. Has the log been exported?", site=site.site.id
    )
    confirmed(consequence, say("End this site?"), yes=yes)
    assert isinstance(keys.site, Ed25519PrivateKey)
    proof = {
        "site": site.site.id,
        "epoch": None if head is None else head.epoch,
        "number": None if head is None else head.number,
        "hash": None if head is None else head.hash,
        "public_key": public_pem(keys.site.public_key()).decode(),
    }
    folders = [state, *([] if site.paths.second is None else [site.paths.second])]
    files = [folder / name for folder in folders for name in OURS]
    copies = site.copies.backup
    if copies is not None and copies.is_dir():
        files += keeping.DATABASE.there(copies)
    gone = wipe([*files, site.keys.site, site.keys.code_hash])
    state.mkdir(parents=True, exist_ok=True)
    (state / DONE).write_text(json_.dumps(proof, indent=2) + "\n", "utf-8")
    if json:
        show.as_json({**proof, "wiped": [str(path) for path in gone]})
    else:
        for path in gone:
            show.line(say("wiped and gone: {path}", path=path))
        show.paragraph(
            say("A card keeps what it once wrote: have it destroyed. Purge may now take the folders."), indent=""
        )
