"""`locate`: a light at a door that is looked for, on the cabinet's own lines."""

import asyncio
from pathlib import Path

import httpx
from simulated_site import Site, code
from test_cabinet import LIGHT, Cabinet, cabinet, started
from test_crash_points import announce_and_load, serve_oneself
from virtual_loop import virtual_time

from lockerd.controller.locating import LONGEST_S, Located
from lockerd.domain.model.ids import CompartmentId

A01, B01 = CompartmentId("A01"), CompartmentId("B01")


def light(it: Cabinet, door: CompartmentId, seconds: int) -> Located:
    return it.locating.light(it.controller.state, door, seconds)


def test_it_burns_for_its_time_and_goes_out_by_itself(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        async with cabinet(started(tmp_path)) as it:
            assert light(it, B01, LONGEST_S) is Located.NO_LIGHT
            assert light(it, A01, 10) is Located.LIT
            await asyncio.sleep(9)
            assert it.is_high(LIGHT)
            await asyncio.sleep(2)
            assert not it.is_high(LIGHT)

    story()


def test_it_ends_when_a_person_comes_and_does_not_come_back_when_they_are_gone(tmp_path: Path) -> None:
    @virtual_time
    async def story() -> None:
        site: Site = started(tmp_path)
        async with cabinet(site) as it:
            await announce_and_load(site, it.controller)
            await asyncio.sleep(8)
            assert light(it, A01, LONGEST_S) is Located.LIT
            answer: httpx.Response = await it.show_code()
            assert answer.status_code == 201, code(1)
            await asyncio.sleep(1)
            assert it.is_high(LIGHT), "their own light, as ever"
            assert light(it, A01, 60) is Located.SOMEBODY_THERE
            await serve_oneself(site)
            await asyncio.sleep(LONGEST_S - 30)
            assert not it.is_high(LIGHT)

    story()
