"""Central keeps an order back, and gives it free again."""

from pathlib import Path

from central_kit import announce_body, command, order_id, site

from lockerd.domain.model.orders import Hold


async def test_an_order_is_kept_back_and_given_free_also_over_a_restart(tmp_path: Path) -> None:
    order, kept = order_id(), {"reason": "fee_unpaid"}
    async with site(tmp_path) as here:
        await here.ask(command("order.announce", announce_body(order)))
        for name, body in (("order.hold", kept), ("order.hold", kept | {"reason": "photo_missing"})):
            assert (await here.ask(command(name, {"order": order} | body)))["status"] == "accepted"
        assert (await here.ask(command("order.hold", {"order": order_id()} | kept)))["reason"] == "order_unknown"
    async with site(tmp_path) as here:
        assert here.controller.state.orders[order].hold_reason == "photo_missing"
        assert (await here.ask(command("order.release", {"order": order})))["status"] == "accepted"
        assert here.controller.state.orders[order].hold is Hold.NONE
        rows = [row for row in await here.store.custody(0, 1000) if row.order == order]
    assert [(row.type, row.data.get("hold_reason")) for row in rows[-3:]] == [
        ("order.held", "fee_unpaid"),
        ("order.held", "photo_missing"),
        ("order.hold_ended", None),
    ]
