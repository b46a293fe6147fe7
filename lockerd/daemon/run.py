"""One life of the daemon: storage, clock, controller, buses, central, APIs, watchdog - in one task group."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Final

from lockerd import __version__
from lockerd.bus.gpio.pins import pi_pins
from lockerd.bus.line.owner import BusOwner
from lockerd.clock import Bounds, Standing, machine_clock
from lockerd.codes.issue import Issuer
from lockerd.config import Config, ConfigError, Keys, Problem
from lockerd.config.certificates import first_end_s
from lockerd.config.sensors import places_in
from lockerd.config.site import LogConfig
from lockerd.controller import Controller, KeyRing
from lockerd.controller.public import PublicFeed
from lockerd.daemon.apis import Apis
from lockerd.daemon.auxiliary import auxiliary_of, follow, locating_of
from lockerd.daemon.buses import Buses, owners_of
from lockerd.daemon.certificates import watch_certificates
from lockerd.daemon.checkpoints import Checkpoints
from lockerd.daemon.complaints import quieten
from lockerd.daemon.cutting import Cutting
from lockerd.daemon.filming import Filming
from lockerd.daemon.gpio import locks_off
from lockerd.daemon.ground import Ground
from lockerd.daemon.late_central import LateCentral
from lockerd.daemon.late_status import late_status
from lockerd.daemon.machine import Machine
from lockerd.daemon.watchdog import Watchdog
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import Boot
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.reports import Report
from lockerd.domain.shown.attention import Call
from lockerd.store import DAY_S, AuthoritiesMissingError, CompartmentsMissingError, Keep, Store
from lockerd.systemd import Notifier, watchdog_period_s

if TYPE_CHECKING:
    from lockerd.central.session import Session

PRUNE_S: Final = 3600

_log: Final = logging.getLogger("lockerd")


async def run(config: Config, keys: Keys, notifier: Notifier, machine: Machine) -> None:
    """Run until cancelled. If one task dies, all die and the service manager starts anew."""
    quieten(asyncio.get_running_loop())
    locks_off(config)
    boot = machine.random(8).hex()
    ground = Ground(config.paths, machine)
    places = places_in(config)
    wall = {place.compartment: place for place in places}
    async with _open(config, wall, machine) as store:
        loaded = store.load(wall)
        clock = machine_clock(
            config.site.time_source,
            bounds=Bounds(written_s=loaded.lo_s or None, certificates_s=first_end_s(config)),
            powered_ms=loaded.powered_ms,
            report=_time_changed,
            monotonic=machine.monotonic_ms,
            wall=machine.wall_ms,
            sync=machine.sync,
        )
        watched = ["controller", *(bus.id for bus in config.buses), *(gpio.id for gpio in config.gpio)]
        watchdog = Watchdog(watched, watchdog_period_s(os.environ, pid=os.getpid()))

        def report(report: Report) -> None:
            controller.report(report)

        owners = owners_of(
            config,
            monotonic_ms=machine.monotonic_ms,
            report=report,
            progress=watchdog.progress,
            rests_s=watchdog.rests_s,
            open_link=machine.open_link,
        )
        filming = Filming(config, boot, machine.thread("film"))
        controller = Controller(
            store=store,
            clock=clock,
            policy=config.policy(),
            loaded=loaded,
            boot=boot,
            wall=Buses(list(owners.values())),
            progress=lambda: watchdog.progress("controller"),
            rests_s=watchdog.rests_s,
            film=filming.film,
        )
        auxiliary = auxiliary_of(config, open_pins=pi_pins, monotonic_ms=machine.monotonic_ms, report=report)
        locating, public = locating_of(config, machine.monotonic_ms), PublicFeed(controller)
        ring = KeyRing(keys, lambda: controller.state.site.key_list)
        issuer = Issuer(
            site_id=config.site.id,
            site_key=keys.site,
            code_hash_key=keys.code_hash,
            recipient=ring.code_key,
        )

        def session() -> "Session":
            from lockerd.daemon.central import session_of

            return session_of(
                config,
                keys,
                ring,
                controller=controller,
                store=store,
                public=public,
                issuer=issuer,
                boot=boot,
                jitter=machine.jitter,
                random=machine.random,
                connect=machine.connect,
                monotonic_ms=machine.monotonic_ms,
            )

        central = None if config.central is None else LateCentral(session, machine.loaded)

        parts = late_status(config, boot=boot, clock=clock, owners=owners, auxiliary=auxiliary, central=central)
        apis = Apis(
            config,
            keys,
            ring,
            controller=controller,
            store=store,
            issuer=issuer,
            clock=clock,
            parts=parts,
            raw=lambda: [board for owner in owners.values() for board in owner.raw()],
            lines={name: owner for name, owner in owners.items() if isinstance(owner, BusOwner)},
            locating=locating,
            public=public,
            machine=machine,
        )

        async with filming.kept(), asyncio.TaskGroup() as tasks:
            tasks.create_task(filming.run(), name="film")
            tasks.create_task(controller.run(), name="controller")
            await controller.submit(
                Boot(
                    boot,
                    __version__,
                    config=config.sha256,
                    places=places,
                    removed=loaded.removed,
                    starts=ground.starts.in_a_row,
                    touched=store.touched,
                    restored=store.restored,
                    keys_foreign=ring.is_foreign(loaded.state.site.key_list),
                )
            )
            _warn_in_vain(controller)
            for name, owner in owners.items():
                tasks.create_task(owner.run(), name=name)
            if auxiliary is not None:
                tasks.create_task(auxiliary.run(), name="auxiliary")
                tasks.create_task(follow(controller, auxiliary, locating), name="signals")
            ground.watch(tasks, report)
            for name, work in {
                "checkpoints": Checkpoints(
                    controller=controller, store=store, site_id=config.site.id, key=keys.site
                ).run(),
                "public": public.run(),
                "certificates": watch_certificates(config, central, report),
                "prune": _prune(store, controller, filming, config.log),
            }.items():
                tasks.create_task(work, name=name)
            if central is not None:
                tasks.create_task(central.run(), name="central")
            await apis.start(tasks)
            tasks.create_task(watchdog.run(notifier.watchdog), name="watchdog")
            machine.loaded()
            notifier.ready(f"{config.site.name}: {len(places)} compartments")
            _log.info("ready: %s with %d compartments on %d buses", config.site.id, len(places), len(owners))
            try:
                await asyncio.get_running_loop().create_future()
            finally:
                notifier.stopping()
                ground.leave()


@asynccontextmanager
async def _open(config: Config, places: Mapping[CompartmentId, Place], machine: Machine) -> AsyncIterator[Store]:
    """Raises ConfigError where the configuration leaves out what the database says is in use (design rule 14)."""
    try:
        store = Store.open(
            config.paths.state / "lockerd.db",
            new_salt=lambda: machine.random(16),
            places=places,
            authorities=config.site.authorities,
            second=config.paths.second,
            replies_bytes=(config.central.replies_kb if config.central is not None else 0) << 10,
            thread=machine.thread,
        )
    except CompartmentsMissingError as missing:
        raise ConfigError(config.path, [Problem("compartment", reason) for reason in missing.missing]) from missing
    except AuthoritiesMissingError as missing:
        raise ConfigError(config.path, [Problem("site.authorities", reason) for reason in missing.missing]) from missing
    try:
        yield store
    finally:
        store.close()


def _warn_in_vain(controller: Controller) -> None:
    for waiting in controller.attention():
        if waiting.call is Call.NO_DOOR:
            _log.warning(
                "order %s waits for a door that this configuration does not have (%s): give the site one that fits, or"
                " have central take the order back",
                waiting.order,
                waiting.reason,
            )


async def _prune(store: Store, controller: Controller, filming: Filming, log: LogConfig) -> None:
    cutting = Cutting(controller, store, log.keep_rows_days)
    names_s, usage_s = log.keep_names_days * DAY_S, log.keep_usage_days * DAY_S
    while True:
        await cutting.look()
        controller.forget_old()
        now = controller.now()
        await filming.forget_old(now.powered_ms)
        keep = Keep(now.lo_s - names_s, now.powered_ms - names_s * 1_000, usage_lo_s=now.lo_s - usage_s)
        await store.prune(lo_s=now.lo_s, keep=keep)
        await asyncio.sleep(PRUNE_S)


def _time_changed(standing: Standing, doubt: Doubt | None, ahead_ms: int) -> None:
    if doubt is None:
        _log.info("trusted time: %s (source ahead by %d ms)", standing, ahead_ms)
    else:
        _log.warning("trusted time: %s: %s (source ahead by %d ms); see lockerctl time", standing, doubt, ahead_ms)
