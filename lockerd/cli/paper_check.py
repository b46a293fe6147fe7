"""What a receipt proves and what it does not, in words. Loads cryptography: imported only by who checks one."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.paper_files import paper_in
from lockerd.codes.keys import KeyFormatError, key_id, load_ed25519_public
from lockerd.codes.receipt import Checked, PaperError, PaperReason, verify
from lockerd.domain.model.receipts import Paper

KEY_FILE_MAX: Final = 100_000
"""Bytes."""


def check(file: Path, key: list[Path], *, json: bool) -> None:
    """Say what is proven; raises ``CliError`` where it is not genuine, and where it is no receipt."""
    keys = _keys(key)
    try:
        checked = verify(paper_in(file), keys)
    except PaperError as error:
        raise CliError(Exit.REFUSED, _why(error.reason)) from None
    if json:
        show.as_json({"paper": checked.paper, "kid": checked.kid.hex(), **checked.claims})
    else:
        for line in _lines(checked):
            show.line(line)
    if checked.paper is Paper.RECORD:
        raise CliError(Exit.REFUSED, say("genuine, but no receipt: the record of an attempt"))


def _keys(files: list[Path]) -> dict[bytes, Any]:
    return {key_id(public): public for public in map(public_key, files)}


def public_key(file: Path) -> Ed25519PublicKey:
    """The public key in a PEM file, whatever stands before it; raises `CliError`."""
    try:
        pem = file.read_bytes()[:KEY_FILE_MAX]
        return load_ed25519_public(pem[max(0, pem.find(b"-----BEGIN")) :])
    except OSError as error:
        raise CliError(Exit.USAGE, f"{file}: {error.strerror}") from None
    except KeyFormatError as error:
        raise CliError(Exit.USAGE, f"{file}: {error}") from None


def _why(reason: PaperReason) -> str:
    match reason:
        case PaperReason.MALFORMED:
            return say("this is no receipt and no record of a lockerd station")
        case PaperReason.UNKNOWN_KEY:
            return say("signed with a key that was not given: another station, or an older key of this one")
        case PaperReason.BAD_SIGNATURE:
            return say("NOT genuine: something in it was altered, or it was never signed with this key")


def _lines(checked: Checked) -> list[str]:
    said = checked.claims
    lo, hi = moment(said["lo_s"]), None if said["hi_s"] is None else moment(said["hi_s"])
    what = {
        Paper.RECEIPT: say("genuine receipt no. {number} of station {site}", number=said["number"], site=said["site"]),
        Paper.RECORD: say("genuine record no. {number} of station {site}", number=said["number"], site=said["site"]),
    }[checked.paper]
    lines = [
        say("{what}, key id {kid}", what=what, kid=checked.kid.hex()),
        f"  authority {said['authority']}, part {said['part']}, compartment {said['compartment'] or '-'}",
        f"  direction {said['direction']}, grade {said['grade'] or '-'}, door {said['door']}, item {said['item']}",
        f"  outage {said['outage']}, reason {said['reason'] or '-'}",
        say("  not before {lo}, not after {hi}", lo=lo, hi=hi)
        if hi is not None
        else say("  not before {lo}; how late it was is not known", lo=lo),
        say("It proves that this station observed this, in this time. The words are explained in docs/receipts.md."),
        say("It does not prove what was inside, how many things, or who it was, nor whether the office accepts it."),
    ]
    if checked.paper is Paper.RECORD:
        lines.append(say("It is no receipt: nothing is known to have changed hands."))
    return lines


def moment(unix_s: int) -> str:
    """A time in UTC, and as clocks of this machine's place showed it."""
    at = datetime.fromtimestamp(unix_s, UTC)
    return f"{at:%Y-%m-%d %H:%M:%S} UTC ({at.astimezone().isoformat(sep=' ')})"
