"""``lockersim badge`` and ``lockersim letter``: what staff and people hold in their hands, for a demo that runs.

For makers of terminals, who need something to show, and of centrals, who need something to compare with.
"""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from lockercentral.keys import STAFF_ROLES, CentralKeys, OpenedCode
from lockersim.errors import SimError
from lockersim.qr import draw_png
from lockersim.site.admin import Admin
from lockersim.site.site import SITE_ID


def keys_folder(folder: Path) -> Path:
    """Where a demo writes central's private keys; good for that run only."""
    return folder / "test-keys"


def badge(arguments: argparse.Namespace) -> int:
    """Print a badge."""
    keys = CentralKeys.read(keys_folder(arguments.folder))
    roles = arguments.role or STAFF_ROLES
    print(
        keys.issue_badge(arguments.id, site=SITE_ID, authority=arguments.authority, roles=roles, hours=arguments.hours)
    )
    return 0


async def letter(arguments: argparse.Namespace) -> int:
    """Print what a letter holds: token, digits, pick-up number."""
    keys = CentralKeys.read(keys_folder(arguments.folder))
    sealed = arguments.sealed or await _newest(arguments.folder, arguments.order)
    opened: OpenedCode = keys.open_code(sealed, site=SITE_ID)
    if arguments.png:
        try:
            arguments.png.write_bytes(draw_png(opened.token))
        except OSError as error:
            raise SimError(f"{arguments.png} cannot be written: {error.strerror}") from None
    print(json.dumps(asdict(opened), indent=1))
    return 0


async def _newest(folder: Path, order: str | None) -> str:
    """The sealed code of the newest grant, of one order or of all."""
    admin = Admin(folder / "runtime" / "admin.sock")
    try:
        rows = await admin.custody()
    finally:
        await admin.close()
    issued = [row for row in rows if row["type"] == "grant.issued" and order in {None, row["order"]}]
    if not issued:
        raise SimError("no code was issued yet" if order is None else f"no code was issued for the order {order}")
    return str(issued[-1]["data"]["sealed_code"])
