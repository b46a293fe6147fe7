"""A wall with one board of every family."""

from collections.abc import Iterable

from lockersim.boards import FAMILIES, WITH_ITEM_SENSORS, WITH_LOCKS
from lockersim.wall.demo import HEIGHTS_CM
from lockersim.wall.spec import BoardSpec, BusSpec, WallSpec
from lockersim.world.model import Feedback, ItemSensor, Lock
from lockersim.world.partspec import CompartmentSpec

COLUMN_LETTERS = dict(zip(WITH_LOCKS, "ABCDEFGHIJ", strict=True))
"""How the compartments of a family's board begin."""

_KERONG = frozenset({"cu16", "cu48", "cu48b", "cu12"})
_MODELS = {"cu48b": "cu48b", "bcc": "24", "waveshare": "relay8d", "lctech": "4"}
_FROM_ONE_SOURCE = frozenset({"cu12", "kecheng", "winnsen", "wkly"})
_ONE_IS_OPEN = frozenset({"winnsen"})


def every_family_wall(families: Iterable[str] = WITH_LOCKS, *, doors: int = 3) -> WallSpec:
    """Return a wall with one board of each family, or of those named, each on a bus of its own named after it.

    ``doors`` (1 to 4) compartments each, below one another in the columns A to J. lockerd refuses locks on ``lctech``.
    Raises ``ValueError`` for a family that does not exist.
    """
    wanted = set(families)
    if strange := wanted - set(WITH_LOCKS):
        raise ValueError(f"there is no board family {min(strange)}")
    return WallSpec(buses=tuple(_bus(family, doors=doors) for family in WITH_LOCKS if family in wanted))


def _bus(family: str, *, doors: int) -> BusSpec:
    kind = FAMILIES[family]
    address = 255 if family == "lctech" else 1
    board = BoardSpec(
        family=family,
        model=_MODELS.get(family),
        address=address,
        feedback=Feedback.HOOK if family in _KERONG else Feedback.CONTACT,
        lock=Lock.HOOK if family in _KERONG else Lock.BOLT,
        closed_bit=0 if family in _ONE_IS_OPEN else 1,
        experimental=family in _FROM_ONE_SOURCE,
    )
    item_sensor = ItemSensor.FITTED if family in WITH_ITEM_SENSORS else ItemSensor.NONE
    compartments = tuple(
        CompartmentSpec(
            id=f"{COLUMN_LETTERS[family]}{n + 1:02}",
            address=address,
            channel=n + 1,
            row=n + 1,
            column=WITH_LOCKS.index(family) + 1,
            height_cm=HEIGHTS_CM[n],
            item_sensor=item_sensor,
        )
        for n in range(doors)
    )
    return BusSpec(
        id=family,
        speed_baud=kind.usual_speed_baud,
        power_group="psu1",
        boards=(board,),
        compartments=compartments,
    )
