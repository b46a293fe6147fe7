"""The tables about the site as a whole: who it is, where its files lie, what it may do, whom it talks to."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from lockerd.clock import TimeSource
from lockerd.codes.key_list import ROOTS_MAX
from lockerd.config.hosts import Host
from lockerd.config.in_languages import DraftLanguage, LabelInLanguages, in_all
from lockerd.config.parts import (
    Centimetres,
    FileName,
    LocalPath,
    Networks,
    SecretPath,
    SiteId,
    Table,
    Text,
    Word,
)
from lockerd.config.remote import RemoteConfig
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.state import OPENINGS_PER_HOUR_CEILING
from lockerd.languages import DEFAULT, Language


class HelpConfig(Table):
    """``[site.help]``: what a person who is stuck is told."""

    hours: Text | LabelInLanguages
    """When the office answers the telephone: one text for all, or one for each language."""
    phone: Text

    def hours_in_all(self) -> dict[Language, str]:
        """The hours in every language."""
        return in_all({DEFAULT: self.hours} if isinstance(self.hours, str) else self.hours)


class SiteConfig(Table):
    """``[site]``."""

    id: SiteId
    name: Text
    authorities: Annotated[tuple[Word, ...], Field(strict=False, min_length=1)]
    handles: Annotated[tuple[Annotated[Nature, Field(strict=False)], ...], Field(strict=False)] = ()
    """Documents that a machine may handle here, as the operator has decided, besides all others."""
    drafts: Annotated[tuple[DraftLanguage, ...], Field(strict=False)] = ()
    """Translations that people can choose although no native speaker has signed them: marked, with German beside."""
    outdoors: bool = False
    """The wall stands outdoors: classes for indoors only are refused."""
    time_source: Annotated[TimeSource, Field(strict=False)] = TimeSource.SYSTEM
    help: HelpConfig


class OtherSiteConfig(Table):
    """``[[other_site]]``: a site whose codes people hold here by mistake; they are told where to go (F49)."""

    id: SiteId
    name: Text
    """What people call it, with its address."""
    key: LocalPath
    """Its public key: a code is its own only if this verifies it."""


class PathsConfig(Table):
    """``[paths]``: folders."""

    state: LocalPath = Path("/var/lib/lockerd")
    runtime: LocalPath = Path("/run/lockerd")
    second: LocalPath | None = None
    """A folder on another medium than ``state``: what a card may forget is kept there as well (F6)."""


class CopiesConfig(Table):
    """``[copies]``: what is written down elsewhere by itself (systemd/lockerd-generator)."""

    backup: LocalPath | None = None
    """A folder for a copy of the database each night; None: none is made."""
    log: LocalPath | None = None
    """A folder for the custody log each week, for whoever checks it; None: none is made."""
    keep: Annotated[int, Field(ge=1, le=1_000)] = 7
    """So many of each are kept."""


class KeysConfig(Table):
    """``[keys]``: files; what is in them is read by `lockerd.config.keys`."""

    site: SecretPath
    code_hash: SecretPath
    command: Annotated[tuple[LocalPath, ...], Field(strict=False)] = ()
    badge: LocalPath
    code_recipient: LocalPath | None = None
    """Central's key to which codes are sealed; without it codes stay at the site."""
    roots: Annotated[tuple[LocalPath, ...], Field(strict=False, max_length=ROOTS_MAX)] = ()
    """Who signs lists of keys, in place of `command`, `badge` and `code_recipient`; none: no list counts."""
    root_threshold: Annotated[int, Field(ge=1, le=ROOTS_MAX)] = 2
    """So many roots have to sign a list."""


class PolicyConfig(Table):
    """``[policy]``: see `lockerd.domain.model.state.Policy`."""

    sizes: Annotated[tuple[Word, ...], Field(strict=False, min_length=1)]
    openings_per_hour: Annotated[int, Field(ge=1, le=OPENINGS_PER_HOUR_CEILING)] = 120
    openings_per_badge_hour: Annotated[int, Field(ge=1, le=OPENINGS_PER_HOUR_CEILING)] = 80
    reach_low_cm: Centimetres = 40
    reach_high_cm: Centimetres = 110
    reach_reserved: Annotated[int, Field(ge=0)] = 0
    quotas: dict[Word, Annotated[int, Field(ge=1)]] = Field(default_factory=dict)
    """By office: so many compartments it holds at most; one that is not named as many as there are."""
    door_reminder_s: Annotated[int, Field(ge=5, le=300)] = 60
    door_alarm_s: Annotated[int, Field(ge=8, le=900)] = 300
    door_alone_s: Annotated[int, Field(ge=8, le=3_600)] = 600


class LogConfig(Table):
    """``[log]``: the custody log."""

    keep_names_days: Annotated[int, Field(ge=1, le=1_000)] = 90
    """So long it tells who did something and what they wrote; afterwards only that they did (rule 12)."""
    keep_usage_days: Annotated[int, Field(ge=1, le=1_000)] = 400
    """So long the counts of a day are kept, which are about nobody (docs/open-data.md)."""
    keep_rows_days: Annotated[int, Field(ge=30, le=36_500)] | None = None
    """So long rows stay whole at least, and until central has confirmed that it holds them; then what they say is cut,
    and their hashes stay (F60). None: nothing is ever cut."""


class TlsConfig(Table):
    """``[central] tls``: PEM files."""

    ca: LocalPath
    certificate: LocalPath
    key: SecretPath


class CentralConfig(Table):
    """``[central]``: the MQTT broker."""

    host: Host
    port: Annotated[int, Field(ge=1, le=65535)] = 8883
    tls: TlsConfig | None = None
    keepalive_s: Annotated[int, Field(ge=5, le=600)] = 30
    replies_kb: Annotated[int, Field(ge=64, le=65_536)] = 1_024
    """So much of replies waits for a broker at most, the newest; whoever misses one asks again under the same id."""
    networks: Networks | None = None
    """Where the broker is, and the name server where that is another machine; None: at its address, or anywhere where
    it is known by name."""


class ApiConfig(Table):
    """``[api]``: the sockets; file names are relative to ``paths.runtime``. Beside them, where terminals are other
    machines, a port."""

    terminal_socket: FileName = Path("terminal.sock")
    terminal_group: Word | None = None
    terminal_mode: Annotated[int, Field(ge=0, le=0o770)] = 0o660
    admin_socket: FileName = Path("admin.sock")
    admin_group: Word | None = None
    admin_mode: Annotated[int, Field(ge=0, le=0o770)] = 0o660
    public_socket: FileName | None = None
    """For information boards and waiting displays; None: none is made, but what systemd passes is served."""
    public_group: Word | None = None
    public_mode: Annotated[int, Field(ge=0, le=0o770)] = 0o660
    remote: RemoteConfig | None = None
    """None: no terminal is another machine."""
