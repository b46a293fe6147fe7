"""Writes the committed contract: ``python -m lockerd.api.openapi [FOLDER]``."""

import json
import sys
from pathlib import Path
from typing import Final

from lockerd.api import admin_app, terminal_app
from lockerd.api.frame import document

FOLDER: Final = Path("docs/contract")


def documents() -> dict[str, str]:
    """Both OpenAPI documents by file name."""
    apps = {"openapi-terminal.json": terminal_app.bare_app(), "openapi-admin.json": admin_app.bare_app()}
    return {
        name: json.dumps(document(app), indent=2, ensure_ascii=False, sort_keys=False) + "\n"
        for name, app in apps.items()
    }


def main(arguments: list[str]) -> None:
    """Write both documents into a folder."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for name, text in documents().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
