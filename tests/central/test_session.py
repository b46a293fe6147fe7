"""The session over a real mosquitto: in step end to end."""

from pathlib import Path

import pytest
from broker import Mosquitto
from central_kit import SITE, announce_body, central, command, in_session, order_id, site

from lockerd.central.adapter import Broker

pytestmark = pytest.mark.broker


def broker_of(mosquitto: Mosquitto) -> Broker:
    return Broker(host="127.0.0.1", port=mosquitto.port, client_id=f"lockerd-{SITE}")


async def test_central_announces_an_order_and_hears_all_about_it(mosquitto: Mosquitto, tmp_path: Path) -> None:
    async with site(tmp_path / "site") as here, central(mosquitto.port) as there:
        async with in_session(here.session(broker_of(mosquitto))):
            order = order_id()
            announce = command("order.announce", announce_body(order))
            reply = await there.ask(announce)
            assert (reply["status"], reply["reason"], reply["name"]) == ("accepted", None, "order.announce")
            await there.until(lambda: 3 in there.numbers())
            await here.sent()
        assert order in here.controller.state.orders
        assert there.numbers() == list(range(1, here.controller.head.number + 1))
        assert there.of("reply/")[0].correlation == b"7"
        assert there.of("event/order.announced")[0].json()["data"]["order"] == order
