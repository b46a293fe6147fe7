"""Checking receipts and records that people bring, without the station and without a network."""

from pathlib import Path
from typing import Annotated

import typer

from lockerd.cli.options import Json

app = typer.Typer(no_args_is_help=True, help="Receipts and records that people bring.")

File = Annotated[
    Path,
    typer.Argument(metavar="FILE", help="Its text, its bytes, a picture of its QR code, or the PDF.", dir_okay=False),
]
Keys = Annotated[
    list[Path],
    typer.Option("--key", metavar="PEM", help="The office's published key for receipts; several may be given."),
]


@app.callback()
def receipts() -> None:
    """Receipts and records that people bring."""


@app.command("verify")
def verify_receipt(file: File, *, key: Keys, json: Json = False) -> None:
    """Say what a receipt proves and what it does not. Exit code 1: not genuine, or genuine and no receipt."""
    from lockerd.cli.paper_check import check

    check(file, key, json=json)
