"""A whole site below the APIs: real store, controller and rules; a wall whose doors obey the test's hands."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from concurrent.futures import Executor
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
from api_wall import PLACES, T0_S, Hands, ManualClock, Seeded
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from key_rings import by_id, ring_of
from station_parts import parts

from lockerd.api.admin.admin import Admin
from lockerd.api.admin.app import admin_app
from lockerd.api.admin.badge_lists import BadgeLists
from lockerd.api.admin.commissioning import Commissioning
from lockerd.api.admin.key_lists import KeyLists
from lockerd.api.admin.line_watch import Lines
from lockerd.api.admin.proof_routes import Proofs
from lockerd.api.admin.timekeeping import Timekeeping
from lockerd.api.http.offered import Offered
from lockerd.api.http.peer import PEER, Peer
from lockerd.api.http.texts import Texts
from lockerd.api.http.wording import Station
from lockerd.api.terminal.app import terminal_app
from lockerd.api.terminal.credentials import Verifier
from lockerd.api.terminal.terminal import Terminal
from lockerd.bus.raw import RawBoard, RawInputs
from lockerd.clock import TimeSource
from lockerd.codes import badge
from lockerd.codes.badge import BadgeClaims
from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.codes.keys import key_id, key_id_hex
from lockerd.config.in_languages import in_all
from lockerd.controller import Controller, RefusalBucket
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.business import KINDS
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.events import Accepted, Announce, Boot, Tick
from lockerd.domain.model.ids import CompartmentId, OrderId, PartId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import Item, Sensor
from lockerd.domain.model.state import Policy, State
from lockerd.languages import Language
from lockerd.store import Store
from lockerd.store.connection import one_thread

SITE = "musterstadt-1"
HOURS = in_all({Language.DE: "Mo-Fr 8-16 Uhr", Language.DE_SIMPLE: "8 bis 16 Uhr", Language.EN: "Mon-Fri 8 am to 4 pm"})
OTHERS = {"musterstadt-2": "Bürgeramt Süd, Marktplatz 3"}
FOUND_THINGS = Offered(
    label=in_all({Language.DE: "Fundsachen", Language.DE_SIMPLE: "Gefunden", Language.EN: "Found things"}),
    accepted=in_all({Language.DE: "Schlüssel, Taschen.", Language.EN: "Keys, bags."}),
    not_accepted=in_all(
        {Language.DE: "Keine Lebensmittel.", Language.DE_SIMPLE: "Kein Essen.", Language.EN: "No food."}
    ),
    counts_until=None,
)
STATION = Station(
    id=SITE,
    name="Rathaus Musterstadt",
    hours=HOURS,
    phone="+49 6031 83-0",
    others=OTHERS,
    walk_ins={"found_things": FOUND_THINGS},
)
HASH_KEY = bytes(range(32))
SITE_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
OTHER_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
BADGE_KEY = Ed25519PrivateKey.from_private_bytes(b"b" * 32)


RAW = (
    RawBoard(
        bus="left",
        address=3,
        name="cu16",
        alive=True,
        channels=(1, 2),
        compartments=(CompartmentId("A01"), None),
        doors=RawInputs(
            channels=(1,),
            bits=(True,),
            changes=(2,),
            compartments=(CompartmentId("A01"),),
            sensors=(Sensor.DOOR,),
            true_bits=(0,),
        ),
        items=RawInputs(
            channels=(1, 2),
            bits=(False, None),
            changes=(0, 0),
            compartments=(None, CompartmentId("B01")),
            sensors=(None, Sensor.ITEM),
            true_bits=(1, 1),
        ),
        reply_ms=6.54,
        patience_ms=50,
    ),
)
"""A board of which nothing else in this site makes use."""


def order_id(number: int) -> str:
    """A UUIDv7 of the test."""
    return f"0193a2f4-7c1e-7b1a-9c55-{number:012x}"


def badge_text(
    *roles: BadgeRole,
    badge_id: str = "b-17",
    site: str = SITE,
    authority: str = "stadt",
    nbf_s: int = T0_S - 10,
    exp_s: int = T0_S + 10_000,
) -> str:
    """A badge that the site accepts, of staff who put in and take out unless it says otherwise."""
    claims = BadgeClaims(
        badge=badge_id,
        site=site,
        authority=authority,
        roles=roles or (BadgeRole.LOADING, BadgeRole.RETRIEVAL),
        nbf_s=nbf_s,
        exp_s=exp_s,
    )
    return badge.issue(claims, key=BADGE_KEY, kid=key_id_hex(BADGE_KEY.public_key()))


def words(view: dict[str, Any]) -> list[str]:
    """What can be said in a visit now."""
    return [choice["word"] for choice in view["may"]]


@dataclass
class Api:
    """A client of one of the APIs that always sends a fresh idempotency key."""

    http: httpx.AsyncClient
    name: str = "test"
    sent: int = 0

    async def get(self, path: str, **headers: str) -> httpx.Response:
        return await self.http.get(path, headers=headers)

    async def post(self, path: str, body: Any = None, *, key: str | None = None, **headers: str) -> httpx.Response:
        self.sent += 1
        headers["Idempotency-Key"] = key or f"{self.name}-key-{self.sent:04d}"
        return await self.http.post(path, json={} if body is None else body, headers=headers)


@dataclass
class Site:
    """Everything a test touches."""

    controller: Controller
    store: Store
    hands: Hands
    clock: ManualClock
    terminal: Terminal
    admin: Admin
    commissioning: Commissioning
    timekeeping: Timekeeping
    badge_lists: BadgeLists
    key_lists: KeyLists
    proofs: Proofs
    terminal_asgi: Any
    admin_asgi: Any
    api: Api
    admin_api: Api
    database: Path
    stop: asyncio.Event

    async def until(self, wanted: Callable[[State], bool]) -> State:
        """Wait until the committed state is as wanted."""
        async with asyncio.timeout(10), self.controller.subscribe() as changes:
            while not wanted(self.controller.state):
                await anext(changes)
        return self.controller.state

    async def wait_ms(self, time_ms: int) -> None:
        """Let time pass, and what falls due then be done."""
        self.clock.mono_ms += time_ms
        await self.controller.submit(Tick())

    async def phase(self, visit: str, phase: str) -> dict[str, Any]:
        """Wait for a phase of a visit and give its view."""
        await self.until(lambda s: any(v.id == visit and v.phase == phase for v in s.visits.values()))
        view: dict[str, Any] = (await self.api.get(f"/v1/visits/{visit}")).json()
        return view

    async def announce(
        self, number: int = 1, *, size: str | None = None, items: int = 1, parts: int = 1, kind: Kind = Kind.COLLECTION
    ) -> str:
        """An order that central announces; all its parts ask for the same."""
        (direction, *_) = KINDS[kind]
        order = Order(
            id=OrderId(order_id(number)),
            authority="stadt",
            kind=kind,
            document_class="passport",
            case_reference=f"case-{number}",
            parts=parts,
            retention_ms=3_600_000,
        )
        rows = (
            Part(PartId(order.id, each), direction, order.authority, Needs(size=size), items)
            for each in range(1, parts + 1)
        )
        await self.controller.submit(Announce(order, tuple(rows)))
        return order.id

    async def awaited(
        self, number: int = 1, *, items: int = 1, parts: int = 1, checklist: tuple[str, ...] = ()
    ) -> IssuedCode:
        """Something that a person shall bring, announced by central: its codes."""
        order = Order(
            id=OrderId(order_id(number)),
            authority="stadt",
            kind=Kind.HAND_IN,
            document_class="plates",
            case_reference=f"case-{number}",
            parts=parts,
            retention_ms=3_600_000,
        )
        names = [PartId(order.id, part) for part in range(1, parts + 1)]
        awaited = tuple(
            Part(name, Direction.IN, "stadt", Needs(), items, PartState.AWAITED, None, RightState.ACTIVE)
            for name in names
        )
        awaited = tuple(replace(part, checklist=checklist) for part in awaited)
        issuer = Issuer(site_id=SITE, site_key=SITE_KEY, code_hash_key=HASH_KEY, recipient=None)
        issued = issuer.issue(order.id, outer_bound_s(self.clock.now()), Seeded(number))
        answer = await self.controller.submit(Announce(order, awaited, issued.fresh))
        assert isinstance(answer, Accepted), answer
        return issued

    async def load(self, number: int = 1, *, size: str | None = None, kind: Kind = Kind.COLLECTION) -> dict[str, Any]:
        """An order announced and loaded: the visit, which now shows the code."""
        order = await self.announce(number, size=size, kind=kind)
        visit = (await self.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})).json()
        await self.phase(visit["id"], "door_open")
        await self.api.post(f"/v1/visits/{visit['id']}/empty")
        self.hands.see(visit["compartment"]["id"], open_=False, item=Item.PRESENT)
        await self.phase(visit["id"], "door_shut")
        view: dict[str, Any] = (await self.api.post(f"/v1/visits/{visit['id']}/loaded")).json()
        return view

    async def ready(self, number: int = 1, *, size: str | None = None, kind: Kind = Kind.COLLECTION) -> dict[str, str]:
        """An order waiting for its person: its codes."""
        visit = await self.load(number, size=size, kind=kind)
        codes: dict[str, str] = (await self.api.get(f"/v1/visits/{visit['id']}/code")).json()
        await self.api.post(f"/v1/visits/{visit['id']}/done")
        return codes


def as_peer(app: Any, peer: Peer | None) -> Any:
    """What the server does for an app: tell it its peer."""

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})[PEER] = peer
        await app(scope, receive, send)

    return asgi


def verifier(badge_keys: Mapping[str, Ed25519PublicKey] | None = None) -> Verifier:
    """The site's own keys; staff's badges by the one of these tests, where nothing else is said."""
    return Verifier(
        site_id=SITE,
        token_keys={key_id(SITE_KEY.public_key()): SITE_KEY.public_key()},
        badge_keys=by_id([BADGE_KEY]) if badge_keys is None else badge_keys,
        code_hash_key=HASH_KEY,
        other_sites={"musterstadt-2": OTHER_KEY.public_key()},
    )


@asynccontextmanager
async def running_site(
    folder: Path,
    *,
    policy: Policy | None = None,
    verifiers: Mapping[str, Ed25519PublicKey] | None = None,
    drafts: Collection[Language] = (),
    thread: Callable[[str], Executor] = one_thread,
) -> AsyncIterator[Site]:
    """Start a site; all doors are shut and have been read."""
    random, clock = Seeded(), ManualClock()
    hands = Hands(clock)
    database = folder / "lockerd.db"
    store = Store.open(database, new_salt=lambda: random(16), thread=thread)
    places = {p.compartment: p for p in PLACES}
    controller = Controller(
        store=store,
        clock=clock,
        policy=policy
        or Policy(authorities=frozenset({"stadt", "kreis"}), sizes=("A5", "A4"), handles=frozenset(Nature)),
        loaded=store.load(places),
        boot="boot-1",
        wall=hands,
        progress=lambda: None,
    )
    hands.controller = controller
    texts, stop = Texts(drafts), asyncio.Event()
    ring = ring_of(lambda: controller.state.site.key_list, badge=[BADGE_KEY], site=SITE_KEY)
    judge = replace(verifier(ring.badge), verifier_keys=verifiers or {})
    terminal = Terminal(
        controller=controller,
        issuer=Issuer(site_id=SITE, site_key=SITE_KEY, code_hash_key=HASH_KEY, recipient=None),
        verifier=judge,
        station=STATION,
        texts=texts,
        random=random,
        refusals=RefusalBucket(clock.monotonic_ms),
    )
    admin = Admin(
        controller=controller,
        store=store,
        database=database,
        station=STATION,
        texts=texts,
        secret=HASH_KEY,
        garbled=judge.garbled,
        parts=parts,
    )
    commissioning = Commissioning(
        controller=controller, store=store, raw=lambda: RAW, site_id=SITE, site_key=SITE_KEY, config="c" * 64
    )
    timekeeping = Timekeeping(
        controller=controller, believed=clock.believed, source=TimeSource.SYSTEM, machine_ms=lambda: T0_S * 1000
    )
    badge_lists = BadgeLists(controller, site_id=SITE, keys=judge.badge_keys)
    key_lists = KeyLists(controller, ring)
    proofs = Proofs(controller=controller, store=store, site_id=SITE, key=SITE_KEY)
    terminal_asgi = terminal_app(terminal, stop)
    admin_asgi = as_peer(
        admin_app(
            admin,
            commissioning,
            Lines({}),
            timekeeping,
            stop,
            badge_lists=badge_lists,
            key_lists=key_lists,
            proofs=proofs,
        ),
        Peer(1000, "anna"),
    )
    tasks = [asyncio.create_task(controller.run()), asyncio.create_task(terminal.codes.forget())]
    try:
        async with client_of(terminal_asgi) as http, client_of(admin_asgi) as admin_http:
            await controller.submit(Boot(boot="boot-1", version="0", config="0" * 64, places=PLACES))
            for place in PLACES:
                hands.see(place.compartment, open_=False, item=Item.ABSENT)
            site = Site(
                controller=controller,
                store=store,
                hands=hands,
                clock=clock,
                terminal=terminal,
                admin=admin,
                commissioning=commissioning,
                timekeeping=timekeeping,
                badge_lists=badge_lists,
                key_lists=key_lists,
                proofs=proofs,
                terminal_asgi=terminal_asgi,
                admin_asgi=admin_asgi,
                api=Api(http),
                admin_api=Api(admin_http),
                database=database,
                stop=stop,
            )
            await site.until(lambda state: len(state.readings) == len(PLACES))
            yield site
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        store.close()


def client_of(app: Any) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True)
    return httpx.AsyncClient(transport=transport, base_url="http://lockerd")
