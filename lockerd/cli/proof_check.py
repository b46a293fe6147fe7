"""What a proof of the custody log proves and what not, in words. Loads cryptography: only for who checks one."""

from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from lockerd.cli import show
from lockerd.cli.exits import CliError, Exit
from lockerd.cli.language import say
from lockerd.cli.paper_check import moment, public_key
from lockerd.codes import note, proof_file
from lockerd.codes.log_receipt import ProofError, ProofReason
from lockerd.codes.note import Checkpoint, NoteError
from lockerd.codes.proof_file import FILE_MAX, Grown, Proven


def check(file: Path, key: Path, checkpoint: Path | None, witness: Path | None, *, json: bool) -> None:
    """Say what is proven; raises ``CliError`` where it is not genuine, or where the checkpoint is of another log."""
    if witness is not None and checkpoint is None:
        raise CliError(Exit.USAGE, say("a witness signs a checkpoint: which one?"), say("name it with --checkpoint"))
    public = public_key(key)
    try:
        proven = proof_file.check(_content(file), key=public)
        witnessed_s = None if checkpoint is None else _kept(proven, checkpoint, public, witness)
    except (ProofError, NoteError) as error:
        raise CliError(Exit.REFUSED, _why(ProofReason(error.reason))) from None
    said = proven.checkpoint
    log = {"origin": said.origin, "size": said.size, "root": said.root.hex()}
    since = proven.since.size if isinstance(proven, Grown) else None
    if json:
        row = proven.row if isinstance(proven, Proven) else None
        show.as_json({"log": log, "row": row, "since": since, "witnessed_s": witnessed_s})
        return
    for line in _row_lines(proven.row) if isinstance(proven, Proven) else [_growth_line(proven)]:
        show.line(line)
    show.line(say("  log {origin}, {size} rows, root {root}", **log))
    if witnessed_s is not None:
        show.line(say("  countersigned by the witness: {time}", time=moment(witnessed_s)))


def _kept(proven: Proven | Grown, file: Path, key: Ed25519PublicKey, witness: Path | None) -> int | None:
    """When the witness signed the checkpoint that somebody kept; raises ``CliError`` where it is another log's."""
    text = _content(file).decode("utf-8", "replace")
    kept = note.verify(text, key=key)
    known = [proven.checkpoint, *([proven.since] if isinstance(proven, Grown) else [])]
    if kept not in known:
        _say_apart(kept, known)
    if witness is None:
        return None
    signed_s = note.witnessed_s(text, key=public_key(witness))
    if signed_s is None:
        raise CliError(Exit.REFUSED, say("this witness did not sign that checkpoint"))
    return signed_s


def _say_apart(kept: Checkpoint, known: list[Checkpoint]) -> None:
    if any((each.origin, each.size) == (kept.origin, kept.size) for each in known):
        cause = say("FORKED: the site signed two different logs of {size} rows", size=kept.size)
        raise CliError(Exit.REFUSED, cause, say("keep both files: each is evidence against the site's key"))
    cause = say("the checkpoint speaks of {size} rows of {origin}, the proof of others", **_named(kept))
    raise CliError(Exit.REFUSED, cause, say("ask the site for the growth since that checkpoint, or for a newer one"))


def _named(checkpoint: Checkpoint) -> dict[str, Any]:
    return {"size": checkpoint.size, "origin": checkpoint.origin}


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(FILE_MAX + 1)
    except OSError as error:
        raise CliError(Exit.USAGE, f"{file}: {error.strerror}") from None


def _why(reason: ProofReason) -> str:
    match reason:
        case ProofReason.MALFORMED:
            return say("this is no proof of a lockerd station's log")
        case ProofReason.UNKNOWN_KEY:
            return say("signed with a key that was not given: another station, or an older key of this one")
        case ProofReason.BAD_SIGNATURE:
            return say("NOT genuine: something in it was altered, or it was never signed with this key")


def _row_lines(row: Any) -> list[str]:
    fact = " ".join(f"{name}={value}" for name, value in row["fact"].items())
    order = row["order"] or row["commitment"]
    return [
        say("genuine: row {epoch}/{number} of the log, {type}", **{n: row[n] for n in ("epoch", "number", "type")}),
        say("  order {order}, compartment {compartment}", order=order or "-", compartment=row["compartment"] or "-"),
        f"  {fact}",
        say("  not before {lo}, not after {hi}", lo=moment(row["lo_s"]), hi=moment(row["hi_s"]))
        if row["hi_s"] is not None
        else say("  not before {lo}; how late it was is not known", lo=moment(row["lo_s"])),
        say("It proves that the station wrote this into its log, in this place. It does not prove that it is true."),
    ]


def _growth_line(grown: Grown) -> str:
    return say("genuine: nothing of the first {old} rows was altered, taken out or put between", old=grown.since.size)
