"""Pieces of the configuration's shape that several tables share."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo


class Table(BaseModel):
    """A TOML table: nothing unknown, nothing converted, nothing changed afterwards."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, validate_default=True, populate_by_name=False)


def _below_folder(path: Path, info: ValidationInfo) -> Path:
    folder = (info.context or {}).get("folder", Path())
    return Path(folder) / path


LocalPath = Annotated[Path, Field(strict=False), AfterValidator(_below_folder)]
"""A path; a relative one is meant relative to the folder of the configuration file."""

Word = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", max_length=32)]
"""A name that fits into a message, a log line and a URL."""

SiteId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,32}$")]
"""One level of an MQTT topic and the audience of codes."""

PaintedNumber = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9-]*$", max_length=8)]
"""A compartment's id as painted on the door."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]
"""A short text for people."""

Centimetres = Annotated[int, Field(ge=0, le=300)]
