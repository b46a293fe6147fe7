"""A wall with one board of every family."""

from collections.abc import Iterable
from typing import Literal

from lockersim.boards import FAMILIES
from lockersim.model import Feedback, ItemSensor, Lock
from lockersim.spec import HEIGHTS_CM, BoardSpec, BusSpec, CompartmentSpec, WallSpec

_HOOKED: dict[str, BoardSpec] = {
    family: BoardSpec(family=family, address=address, model=model, feedback=Feedback.HOOK, lock=Lock.HOOK)
    for family, address, model in (("cu16", 1, None), ("cu48", 2, None), ("cu48b", 3, 48), ("cu12", 4, None))
}
_BOLTED: dict[str, BoardSpec] = {
    family: BoardSpec(
        family=family,
        address=address,
        model=model,
        feedback=Feedback.CONTACT,
        lock=Lock.BOLT,
        closed_bit=0 if family == "winnsen" else 1,
        experimental=family in {"kecheng", "winnsen", "wkly"},
    )
    for family, address, model in (
        ("bcc", 1, 24),
        ("kecheng", 2, None),
        ("winnsen", 3, None),
        ("wkly", 4, None),
        ("waveshare", 1, 8),
        ("lctech", 255, 4),
    )
}
_BUSES: tuple[tuple[str, Literal[9600, 19200], tuple[str, ...]], ...] = (
    ("bus0", 19200, ("cu16", "cu48", "cu48b", "cu12")),
    ("bus1", 9600, ("bcc", "kecheng", "winnsen", "wkly")),
    ("bus2", 9600, ("waveshare", "lctech")),
)
_WITH_ITEM_SENSORS = {"cu16", "cu48b"}
COLUMN_LETTERS = dict(zip(FAMILIES, "ABCDEFGHIJ", strict=True))


def every_family_wall(families: Iterable[str] = tuple(FAMILIES), *, doors: int = 3) -> WallSpec:
    """Return a wall with one board of each family, or of those named, in the columns A to J, ``doors`` (1 to 4) each.

    Boards of one maker or of one kind share a bus: bus0 Kerong, bus1 other lock boards, bus2 Modbus. Raises
    ``ValueError`` for a family that does not exist.
    """
    wanted = set(families)
    if strange := wanted - FAMILIES.keys():
        raise ValueError(f"there is no board family {min(strange)}")
    return WallSpec(
        buses=tuple(
            _bus(name, speed_baud, [family for family in there if family in wanted], doors=doors)
            for name, speed_baud, there in _BUSES
            if wanted & set(there)
        )
    )


def _bus(name: str, speed_baud: Literal[9600, 19200], families: list[str], *, doors: int) -> BusSpec:
    boards = {family: (_HOOKED | _BOLTED)[family] for family in families}
    return BusSpec(
        id=name,
        speed_baud=speed_baud,
        power_group="psu1",
        boards=tuple(boards.values()),
        compartments=tuple(
            CompartmentSpec(
                id=f"{COLUMN_LETTERS[family]}{n + 1:02}",
                address=board.address,
                channel=n + 1,
                row=n + 1,
                column=list(FAMILIES).index(family) + 1,
                height_cm=HEIGHTS_CM[n],
                item_sensor=ItemSensor.FITTED if family in _WITH_ITEM_SENSORS else ItemSensor.NONE,
            )
            for family, board in boards.items()
            for n in range(doors)
        ),
    )
