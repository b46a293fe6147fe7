"""Writes the committed contract: ``python -m lockerd.api.openapi [FOLDER]``."""

import json
import sys
from pathlib import Path
from typing import Any, Final

from fastapi import FastAPI

from lockerd.api.admin import app as admin_app
from lockerd.api.http.problems import ProblemView
from lockerd.api.terminal import app as terminal_app

FOLDER: Final = Path("docs/contract")


def documents() -> dict[str, str]:
    """Both OpenAPI documents by file name."""
    apps = {"openapi-terminal.json": terminal_app.bare_app(), "openapi-admin.json": admin_app.bare_app()}
    return {
        name: json.dumps(document(app), indent=2, ensure_ascii=False, sort_keys=False) + "\n"
        for name, app in apps.items()
    }


def document(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with our problem details in the place of FastAPI's own validation error."""
    described = app.openapi()
    schemas = described["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operations in described["paths"].values():
        for operation in operations.values():
            if "application/json" in operation["responses"].get("422", {}).get("content", {}):
                del operation["responses"]["422"]  # only the path could be wrong, and that is answered with 404
    problem = ProblemView.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs"))
    schemas["ProblemView"] = problem
    described["components"]["schemas"] = dict(sorted(schemas.items()))
    return described


def main(arguments: list[str]) -> None:
    """Write both documents into a folder."""
    folder = Path(arguments[0]) if arguments else FOLDER
    for name, text in documents().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
