"""Compile the gettext catalogues into the wheel; an editable install gets them the same way."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class CatalogueHook(BuildHookInterface):  # type: ignore[type-arg]
    """Turn every ``lockerd/locale/*/LC_MESSAGES/*.po`` into its ``.mo``; a broken catalogue fails the build."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Called by hatchling before the files are collected."""
        root = Path(self.root)
        for source in sorted((root / "lockerd" / "locale").glob("*/LC_MESSAGES/*.po")):
            compiled = source.with_suffix(".mo")
            with source.open("rb") as po:
                catalogue = read_po(po, locale=source.parent.parent.name, abort_invalid=True)
            # Else the hour of the build stands in it, and the same source gives other bytes each time.
            catalogue.creation_date = catalogue.revision_date = LONG_AGO
            with compiled.open("wb") as mo:
                write_mo(mo, catalogue)
            build_data["artifacts"].append(str(compiled.relative_to(root)))
