"""Central announces on demand: the code comes at once, who asks for it is told, and a restart forgets neither."""

from pathlib import Path

from central_kit import announce_body, command, site

from lockerd.domain.model.codes import CodeForm
from lockerd.domain.model.events import Refused, StartCollection
from lockerd.domain.model.ids import GrantId, VisitId
from lockerd.domain.model.refusals import Refusal


async def test_its_code_comes_with_the_reply_and_who_asks_for_it_is_told_once_also_over_a_restart(
    tmp_path: Path,
) -> None:
    body = announce_body(on_demand=True)
    async with site(tmp_path) as here:
        reply = await here.ask(command("order.announce", body))
        grant = GrantId(reply["data"]["grant"])
        shown = StartCollection(VisitId("visit-1"), CodeForm.QR, grant)
        assert await here.controller.submit(shown) == Refused(Refusal.NOT_PUT_IN_YET)
    async with site(tmp_path) as here:
        order = here.controller.state.orders[body["order"]]
        assert (order.on_demand, order.asked_ms is None, order.asked_lo_s is None) == (True, False, False)
        assert await here.controller.submit(shown) == Refused(Refusal.NOT_PUT_IN_YET)
        rows = [row for row in await here.store.custody(0, 100) if row.type in {"grant.issued", "order.asked_for"}]
        assert [row.type for row in rows] == ["grant.issued", "order.asked_for"]
        assert {name: rows[1].data[name] for name in ("to_put_in", "authority")} == {
            "to_put_in": 1,
            "authority": body["authority"],
        }


async def test_what_a_person_brings_is_not_announced_so(tmp_path: Path) -> None:
    async with site(tmp_path) as here:
        reply = await here.ask(command("order.announce", announce_body(kind="hand_in", on_demand=True)))
        assert reply["reason"] == "malformed_body"
        assert not here.controller.state.orders
