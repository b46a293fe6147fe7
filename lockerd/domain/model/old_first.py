"""An exchange behind two doors, seen from all its parts: the old document first, then the new one (rule 22)."""

from collections.abc import Sequence

from lockerd.domain.model.parts import OPENS, Part, RightState, are_brought, has_ended, is_with_the_office


def is_old_first(parts: Sequence[Part]) -> bool:
    """Whether something is to be brought before what lies behind another door is handed out (rule 22)."""
    return any(part.way.brought for part in parts) and not are_brought(parts)


def all_brought(parts: Sequence[Part]) -> bool:
    """Whether nothing is to be brought any more before what lies there is handed out: all that was passed (rule 22)."""
    return all(is_with_the_office(part) for part in parts if part.way.brought)


def is_in_vain(parts: Sequence[Part]) -> bool:
    """Whether nothing is left for which somebody was to bring something first (rule 22)."""
    return is_old_first(parts) and all(has_ended(part) for part in parts if not part.way.brought)


def rights_of(parts: Sequence[Part]) -> tuple[RightState, ...]:
    """The rights by which the code of an order is worth something: while what it is for cannot be fetched, nobody is
    asked for what was to be brought first (rule 22)."""
    fetched = tuple(part.right for part in parts if not part.way.brought)
    return fetched if fetched and not OPENS.intersection(fetched) else tuple(part.right for part in parts)
