"""Writes the committed contract: ``python -m lockerd.api.openapi [FOLDER]``."""

import json
import sys
from pathlib import Path
from typing import Final

from lockerd.api.admin import app as admin
from lockerd.api.http.describing import document
from lockerd.api.public import app as public
from lockerd.api.terminal import app as terminal

FOLDER: Final = Path("docs/contract")


def documents() -> dict[str, str]:
    """The OpenAPI documents by file name."""
    said = {
        "openapi-terminal.json": document(
            title=terminal.TITLE, description=terminal.DESCRIPTION, routers=terminal.ROUTERS
        ),
        "openapi-public.json": document(title=public.TITLE, description=public.DESCRIPTION, routers=public.ROUTERS),
        "openapi-admin.json": document(title=admin.TITLE, description=admin.DESCRIPTION, routers=admin.ROUTERS),
    }
    return {name: json.dumps(each, indent=2, ensure_ascii=False) + "\n" for name, each in said.items()}


def main(arguments: list[str]) -> None:
    """Write the documents into a folder."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for name, text in documents().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
