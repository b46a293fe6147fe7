"""Only central's ears, for a lockerd somebody starts by hand."""

import json

from lockercentral import events
from lockercentral.copy import Copy
from lockercentral.errors import CentralError
from lockercentral.link import Link


async def listen(port: int, site: str) -> None:
    """Print every event of a site as one line of JSON, and say where numbers are missing."""
    copy = Copy()

    def take(_topic: str, payload: bytes) -> None:
        try:
            event = events.parse(payload, site=site)
        except CentralError as error:
            print(json.dumps({"problem": str(error)}), flush=True)
            return
        arrival = copy.add(event)
        gaps = [str(gap) for gap in copy.gaps()]
        print(json.dumps(event.as_json() | {"arrival": arrival, "gaps": gaps}, ensure_ascii=False), flush=True)

    link = Link(port, topics=(f"lockerd/v1/{site}/event/#",), on_message=take, name="lockersim-central")
    await link.run()
