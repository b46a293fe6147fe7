"""The HTTP APIs on their unix sockets, passed by systemd or made here, and the terminal's on a port as well."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from lockerd.bus.line.owner import BusOwner
from lockerd.bus.raw import RawBoard
from lockerd.bus.watch.last_words import LastWords
from lockerd.clock import TrustedClock
from lockerd.codes.framing import Garbling
from lockerd.codes.issue import Issuer
from lockerd.codes.keys import key_id
from lockerd.config import Config, Keys
from lockerd.config.in_languages import in_all
from lockerd.controller import Controller, KeyRing, RefusalBucket
from lockerd.controller.locating import Locating
from lockerd.controller.public import PublicFeed
from lockerd.daemon.late_status import TellParts
from lockerd.daemon.machine import Machine
from lockerd.store import Store

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from lockerd.api.http.texts import Texts
    from lockerd.api.http.wording import Station


class Apis:
    """Terminal, admin and public API of one daemon."""

    def __init__(
        self,
        config: Config,
        keys: Keys,
        ring: KeyRing,
        *,
        controller: Controller,
        store: Store,
        issuer: Issuer,
        clock: TrustedClock,
        parts: Callable[[], TellParts],
        raw: Callable[[], Sequence[RawBoard]],
        lines: Mapping[str, BusOwner],
        locating: Locating,
        public: PublicFeed,
        machine: Machine,
    ) -> None:
        self._config = config
        self._keys = keys
        self._ring = ring
        self._controller = controller
        self._store = store
        self._issuer = issuer
        self._clock = clock
        self._parts = parts
        self._raw = raw
        self._lines = lines
        self._last_words = {bus: LastWords(owner.taps) for bus, owner in lines.items()}
        self._locating = locating
        self._public = public
        self._machine = machine

    async def start(self, tasks: asyncio.TaskGroup) -> None:
        """Listen, then serve as tasks of the daemon's group. The web stack is imported here, after the wall is safe."""
        from lockerd.api.http.late import Late
        from lockerd.api.http.offered import Offered
        from lockerd.api.http.texts import Texts
        from lockerd.api.http.wording import Station
        from lockerd.api.terminal.app import terminal_app
        from lockerd.api.terminal.credentials import Verifier
        from lockerd.api.terminal.terminal import Terminal

        site = self._config.site
        hours = site.help.hours_in_all()
        others = {each.id: each.name for each in self._config.other_sites}
        offered = {
            each.document_class: Offered(
                label=in_all(each.label),
                accepted=in_all(each.accepted),
                not_accepted=in_all(each.not_accepted),
                counts_until=None if each.counts_until is None else in_all(each.counts_until),
            )
            for each in self._config.walk_ins
        }
        station = Station(
            id=site.id, name=site.name, hours=hours, phone=site.help.phone, others=others, walk_ins=offered
        )
        texts = Texts(site.drafts)
        public = self._keys.site.public_key()
        verifier = Verifier(
            site_id=site.id,
            token_keys={key_id(public): public},
            badge_keys=self._ring.badge,
            code_hash_key=self._keys.code_hash,
            other_sites=self._keys.others,
            verifier_keys=self._keys.verifiers,
        )
        terminal = Terminal(
            controller=self._controller,
            issuer=self._issuer,
            verifier=verifier,
            station=station,
            texts=texts,
            random=self._machine.random,
            refusals=RefusalBucket(self._machine.monotonic_ms),
        )
        served = self._machine.listen(self._config, lambda: self._controller.now().lo_s)
        stop = asyncio.Event()
        tasks.create_task(terminal.codes.forget(), name="codes")
        apps: dict[str, ASGIApp] = {
            "terminal": terminal_app(terminal, stop),
            "admin": Late(lambda: self._technicians(station, texts, verifier.garbled, stop)),
        }
        if "remote" in served:
            apps["remote"] = apps["terminal"]
        if "public" in served:
            from lockerd.api.public.app import PublicSite, public_app

            apps["public"] = public_app(PublicSite(self._public, site.id, site.name), terminal.speaker, stop)
        for name, app in apps.items():
            tasks.create_task(served[name](app, stop), name=f"{name} api")

    def _technicians(
        self, station: "Station", texts: "Texts", garbled: Mapping[Garbling, int], stop: asyncio.Event
    ) -> "ASGIApp":
        """Load and make what only technicians ask."""
        from lockerd.api.admin.admin import Admin
        from lockerd.api.admin.app import admin_app
        from lockerd.api.admin.badge_lists import BadgeLists
        from lockerd.api.admin.commissioning import Commissioning
        from lockerd.api.admin.key_lists import KeyLists
        from lockerd.api.admin.line_watch import Lines
        from lockerd.api.admin.proof_routes import Proofs
        from lockerd.api.admin.timekeeping import Timekeeping

        site = self._config.site
        admin = Admin(
            controller=self._controller,
            store=self._store,
            database=self._config.paths.state / "lockerd.db",
            station=station,
            texts=texts,
            secret=self._keys.code_hash,
            garbled=garbled,
            parts=self._parts(),
            locating=self._locating,
        )
        commissioning = Commissioning(
            controller=self._controller,
            store=self._store,
            raw=self._raw,
            site_id=site.id,
            site_key=self._keys.site,
            config=self._config.sha256,
        )
        timekeeping = Timekeeping(
            controller=self._controller,
            believed=self._clock.believed,
            source=site.time_source,
            machine_ms=self._machine.wall_ms,
        )
        badge_lists = BadgeLists(self._controller, site_id=site.id, keys=self._ring.badge)
        key_lists = KeyLists(self._controller, self._ring)
        proofs = Proofs(controller=self._controller, store=self._store, site_id=site.id, key=self._keys.site)
        app = admin_app(
            admin,
            commissioning,
            Lines(self._lines, self._last_words),
            timekeeping,
            stop,
            badge_lists=badge_lists,
            key_lists=key_lists,
            proofs=proofs,
        )
        self._machine.loaded()
        return app
