"""The station with its cabinet's own lines, in virtual time: real store, controller, bus owner, configuration, terminal
API and driver, on the simulator's board and gpiozero's mock pins."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from daemon_process import CONFIG
from gpiozero.pins.mock import MockFactory
from in_process import EPOCH_S
from simulated_site import Site, announced, code
from test_crash_points import STAFF, announce_and_load, new_visit, phase, serve_oneself, until
from virtual_loop import virtual_loop, virtual_time

from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Station
from lockerd.api.terminal.app import terminal_app
from lockerd.api.terminal.credentials import Verifier
from lockerd.api.terminal.terminal import Terminal
from lockerd.bus.gpio.auxiliary import Auxiliary
from lockerd.bus.gpio.pins import Pins
from lockerd.codes import token
from lockerd.codes.issue import Issuer
from lockerd.codes.keys import key_id
from lockerd.config import load
from lockerd.controller import Controller, RefusalBucket
from lockerd.controller.locating import Locating
from lockerd.daemon.auxiliary import auxiliary_of, follow, locating_of
from lockerd.domain.model.events import Refused, Resume
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.staff import StartLoading
from lockerd.domain.model.visits import Phase
from lockerd.languages import Language
from lockerd.store import Store

CABINET = """
[auxiliary]
beeper = {line = 12}
tamper = {line = 16, pull = "none", active_level = 1}
mains = {line = 20, pull = "none", active_level = 0}
service_key = {line = 21, pull = "none", active_level = 0}
[[auxiliary.light]]
line = 13
compartments = ["A01"]
"""
BEEPER, LIGHT, TAMPER, MAINS, KEY = 12, 13, 16, 20, 21
SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
SITE = "musterstadt-1"
SETTLED_S = 0.2
COIL_RESTS_S = 8
ABOUT_LINES = ("cabinet.", "mains.", "service_key.", "site.halted", "site.resumed")


@dataclass
class Cabinet:
    """What a test can do at the cabinet and see at the wall."""

    controller: Controller
    auxiliary: Auxiliary
    factory: MockFactory
    http: httpx.AsyncClient
    store: Store
    locating: Locating
    asked: int = 0

    async def set(self, line: int, level: int) -> None:
        pin = self.factory.pin(line)
        pin.drive_high() if level else pin.drive_low()
        await asyncio.sleep(SETTLED_S)

    def is_high(self, line: int) -> bool:
        return bool(self.factory.pin(line).state)

    async def sounds(self, within_s: float) -> bool:
        """Whether the beeper is heard within this time."""
        for _ in range(int(within_s / 0.1)):
            if self.is_high(BEEPER):
                return True
            await asyncio.sleep(0.1)
        return False

    async def show_code(self, language: str = "de") -> httpx.Response:
        self.asked += 1
        shown = token.sign(bytes.fromhex(code(1).grant), site_id=SITE, exp_s=EPOCH_S + 30 * 86_400, key=SITE_KEY)
        headers = {"Accept-Language": language, "Idempotency-Key": f"key-{self.asked:08}"}
        return await self.http.post("/v1/visits", json={"code": shown}, headers=headers)

    async def told(self) -> list[tuple[str, bool | None]]:
        rows = await self.store.custody(0, 10_000)
        return [(row.type, row.data.get("found")) for row in rows if row.type.startswith(ABOUT_LINES)]


@asynccontextmanager
async def cabinet(site: Site) -> AsyncIterator[Cabinet]:
    """One life of the station with its lines; all of them at rest."""
    path = site.folder / "lockerd.toml"
    path.write_text(CONFIG.format(state="s", runtime="r", port="dev/x", more=CABINET))
    factory = MockFactory()
    for line, level in ((TAMPER, 0), (MAINS, 1), (KEY, 1)):
        pin = factory.pin(line)
        pin.drive_high() if level else pin.drive_low()
    async with site.power() as (controller, store):
        auxiliary = auxiliary_of(
            load(path),
            open_pins=lambda: Pins(factory),
            monotonic_ms=virtual_loop().monotonic_ms,
            report=controller.report,
        )
        assert auxiliary is not None
        public = SITE_KEY.public_key()
        terminal = Terminal(
            controller=controller,
            issuer=Issuer(site_id=SITE, site_key=SITE_KEY, code_hash_key=bytes(32), recipient=None),
            verifier=Verifier(
                site_id=SITE, token_keys={key_id(public): public}, badge_keys={}, code_hash_key=bytes(32)
            ),
            station=Station(
                id=SITE,
                name="Rathaus",
                hours=dict.fromkeys(Language, "Mo-Fr 8-16 Uhr"),
                phone="+49 6031 83-0",
            ),
            texts=Texts(),
            random=bytes,
            refusals=RefusalBucket(virtual_loop().monotonic_ms),
        )
        app = terminal_app(terminal, asyncio.Event())
        locating = locating_of(load(path), virtual_loop().monotonic_ms)
        tasks = [asyncio.create_task(auxiliary.run()), asyncio.create_task(follow(controller, auxiliary, locating))]
        await asyncio.sleep(SETTLED_S)
        try:
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://lockerd") as http:
                yield Cabinet(controller, auxiliary, factory, http, store, locating)  # type: ignore[arg-type]
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def started(folder: Path) -> Site:
    site = Site(folder, "bcc")
    site.wall.start()
    return site


def test_f8_without_mains_people_are_told_so_and_served_when_they_are_back(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        site = started(tmp_path)
        async with cabinet(site) as here:
            await announce_and_load(site, here.controller)
            await asyncio.sleep(COIL_RESTS_S)
            await here.set(MAINS, 0)
            answer = await here.show_code("de")
            assert (answer.status_code, answer.json()["code"]) == (503, "on_battery")
            assert "Batterie" in answer.json()["detail"]
            assert "+49 6031 83-0" in answer.json()["detail"]
            assert "battery" in (await here.show_code("en")).json()["detail"]
            assert (await here.http.get("/v1/status")).json()["in_service"] is False
            assert site.openings == 1
            await here.set(MAINS, 1)
            assert (await here.http.get("/v1/status")).json()["in_service"] is True
            assert (await here.show_code()).status_code == 201

        async with cabinet(site) as here:
            assert await here.told() == [
                ("service_key.off", True),
                ("mains.restored", True),
                ("cabinet.closed", True),
                ("mains.lost", False),
                ("mains.restored", False),
                ("service_key.off", True),
                ("mains.restored", True),
                ("cabinet.closed", True),
            ]

    story()


def test_the_light_and_a_beep_show_the_door(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        site = started(tmp_path)
        async with cabinet(site) as here:
            await announce_and_load(site, here.controller)
            await asyncio.sleep(COIL_RESTS_S)
            assert not here.is_high(LIGHT)
            visit = VisitId((await here.show_code()).json()["id"])
            await asyncio.sleep(0.05)
            assert here.is_high(LIGHT)
            assert not here.is_high(BEEPER)
            await phase(here.controller, visit, Phase.DOOR_OPEN)
            assert await here.sounds(within_s=0.3)
            await serve_oneself(site)
            await phase(here.controller, visit, Phase.DOOR_SHUT)
            await asyncio.sleep(0.05)
            assert not here.is_high(LIGHT)

    story()


def test_f24_a_door_left_open_is_heard(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        site = started(tmp_path)
        async with cabinet(site) as here:
            await announce_and_load(site, here.controller)
            await asyncio.sleep(COIL_RESTS_S)
            visit = VisitId((await here.show_code()).json()["id"])
            await phase(here.controller, visit, Phase.DOOR_OPEN)
            await asyncio.sleep(5)
            assert not await here.sounds(within_s=50)
            assert await here.sounds(within_s=10)
            await serve_oneself(site)
            assert not await here.sounds(within_s=10)

    story()


def test_f68_an_opened_cabinet_stops_and_sounds_until_a_technician_resumes(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        site = started(tmp_path)
        async with cabinet(site) as here:
            await announce_and_load(site, here.controller)
            await here.set(KEY, 0)
            await here.set(TAMPER, 1)
            await here.set(TAMPER, 0)
            await here.set(KEY, 1)
            assert here.controller.state.site.halted is None

            await here.set(TAMPER, 1)
            await until(here.controller, lambda: here.controller.state.site.halted == "tamper")
            assert await here.sounds(within_s=1)
            answer = await here.show_code()
            assert (answer.status_code, answer.json()["code"]) == (503, "out_of_service")
            await here.controller.submit(announced(2))
            refused = await here.controller.submit(StartLoading(new_visit(), announced(2).order.id, STAFF))
            assert refused == Refused(Refusal.OUT_OF_SERVICE)
            await asyncio.sleep(200)
            assert not await here.sounds(within_s=2), "after three minutes the neighbours sleep again"

            await here.set(TAMPER, 0)
            await here.controller.submit(Resume("meier", "looked"))
            assert (await here.show_code()).status_code == 201
            assert [kind for kind, found in await here.told() if not found] == [
                "service_key.on",
                "cabinet.opened",
                "cabinet.closed",
                "service_key.off",
                "cabinet.opened",
                "site.halted",
                "cabinet.closed",
                "site.resumed",
            ]

    story()
