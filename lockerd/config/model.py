"""The whole configuration, as validated; what tables say about each other is checked in `lockerd.config.check`."""

from pathlib import Path
from typing import Annotated, Any

from pydantic import Field, PrivateAttr

from lockerd.config.auxiliary import AuxiliaryConfig
from lockerd.config.document_classes import DocumentClassConfig, policies
from lockerd.config.gpio import GpioConfig
from lockerd.config.issuers import ISSUERS_MAX, IssuerConfig
from lockerd.config.parts import Table
from lockerd.config.site import (
    ApiConfig,
    CentralConfig,
    CopiesConfig,
    KeysConfig,
    LogConfig,
    OtherSiteConfig,
    PathsConfig,
    PolicyConfig,
    SiteConfig,
)
from lockerd.config.verifiers import VERIFIERS_MAX, VerifierConfig
from lockerd.config.walk_ins import WalkInConfig
from lockerd.config.wall import BusConfig, CompartmentConfig, PowerGroupConfig
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.state import Policy


class Config(Table):
    """``lockerd.toml``; get one from `lockerd.config.load`."""

    site: SiteConfig
    paths: PathsConfig = Field(default_factory=PathsConfig)
    copies: CopiesConfig = Field(default_factory=CopiesConfig)
    keys: KeysConfig
    limits: Annotated[PolicyConfig, Field(alias="policy")]
    document_classes: Annotated[tuple[DocumentClassConfig, ...], Field(strict=False, alias="document_class")] = ()
    log: LogConfig = Field(default_factory=LogConfig)
    walk_ins: Annotated[tuple[WalkInConfig, ...], Field(strict=False, alias="walk_in")] = ()
    """What is taken in from people without a code."""
    verifiers: Annotated[
        tuple[VerifierConfig, ...], Field(strict=False, alias="verifier", max_length=VERIFIERS_MAX)
    ] = ()
    """What beside the terminal says who stands there."""
    other_sites: Annotated[tuple[OtherSiteConfig, ...], Field(strict=False, alias="other_site")] = ()
    issuers: Annotated[tuple[IssuerConfig, ...], Field(strict=False, alias="issuer", max_length=ISSUERS_MAX)] = ()
    """Who may command beside the central of ``[keys]``; none: it speaks for all."""
    central: CentralConfig | None = None
    """None: the site runs without central."""
    api: ApiConfig = Field(default_factory=ApiConfig)
    power_groups: Annotated[tuple[PowerGroupConfig, ...], Field(strict=False, alias="power_group", min_length=1)]
    buses: Annotated[tuple[BusConfig, ...], Field(strict=False, alias="bus")] = ()
    gpio: Annotated[tuple[GpioConfig, ...], Field(strict=False)] = ()
    """A site has buses, pins or both."""
    auxiliary: AuxiliaryConfig = Field(default_factory=AuxiliaryConfig)
    compartments: Annotated[tuple[CompartmentConfig, ...], Field(strict=False, alias="compartment", min_length=1)]

    _path: Path = PrivateAttr(default=Path())
    _sha256: str = PrivateAttr(default="")

    def model_post_init(self, context: Any, /) -> None:
        """Remember which file this came from."""
        self._path = (context or {}).get("path", Path())
        self._sha256 = (context or {}).get("sha256", "")

    @property
    def path(self) -> Path:
        """The file this was read from."""
        return self._path

    @property
    def sha256(self) -> str:
        """SHA-256 of the file's bytes, hex; written down at every start."""
        return self._sha256

    @property
    def terminal_socket(self) -> Path:
        """Where the terminal's API listens."""
        return self.paths.runtime / self.api.terminal_socket

    @property
    def admin_socket(self) -> Path:
        """Where `lockerctl`'s API listens."""
        return self.paths.runtime / self.api.admin_socket

    @property
    def public_socket(self) -> Path | None:
        """Where what everybody may know is told; None: no such socket is made."""
        return None if self.api.public_socket is None else self.paths.runtime / self.api.public_socket

    def bus(self, bus: str) -> BusConfig | None:
        """The bus with this id, if there is one."""
        return next((each for each in self.buses if each.id == bus), None)

    def pins(self, gpio: str) -> GpioConfig | None:
        """The set of pins with this id, if there is one."""
        return next((each for each in self.gpio if each.id == gpio), None)

    @property
    def left_to_central(self) -> tuple[str, ...]:
        """The authorities that no ``[[issuer]]`` names: the central of ``[keys]`` speaks for them."""
        if any(each.authorities is None for each in self.issuers):
            return ()
        named = {name for each in self.issuers for name in each.authorities or ()}
        return tuple(name for name in self.site.authorities if name not in named)

    def takes_codes(self, authority: str) -> bool:
        """Whether somebody has a key to which codes of this authority are sealed."""
        if authority in self.left_to_central:
            return self.keys.code_recipient is not None
        speak = (each for each in self.issuers if each.authorities is None or authority in each.authorities)
        return any(each.code_recipient is not None for each in speak)

    def policy(self) -> Policy:
        """The part that decisions follow."""
        return Policy(
            authorities=frozenset(self.site.authorities),
            sizes=self.limits.sizes,
            openings_per_hour=self.limits.openings_per_hour,
            openings_per_badge_hour=self.limits.openings_per_badge_hour,
            door_reminder_ms=self.limits.door_reminder_s * 1_000,
            door_alarm_ms=self.limits.door_alarm_s * 1_000,
            door_alone_ms=self.limits.door_alone_s * 1_000,
            reach_low_cm=self.limits.reach_low_cm,
            reach_high_cm=self.limits.reach_high_cm,
            reach_reserved=self.limits.reach_reserved,
            classes=policies(self.document_classes),
            handles=frozenset({Nature.OTHER, *self.site.handles}),
            outdoors=self.site.outdoors,
            quotas=self.limits.quotas,
            verifiers={each.id: each.trust() for each in self.verifiers},
            walk_ins={each.document_class: each.policy() for each in self.walk_ins},
        )
