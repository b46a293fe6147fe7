"""Whether a board that answers may be used: none of its channels fires, or could fire, without us."""

from typing import assert_never

from lockerd.boards.frames import CoilsReply, ModesReply


def why_unfit(answer: CoilsReply | ModesReply, *, pulsing: bool) -> str | None:
    """What speaks against it, in words; ``pulsing``: a coil may be on because we fired it."""
    match answer:
        case ModesReply():
            loose = [str(channel) for channel, mode in enumerate(answer.modes, 1) if mode]
            if loose:
                return f"inputs can switch its channels {', '.join(loose)}; set their control mode to 0 (normal)"
        case CoilsReply():
            on = [str(channel) for channel, is_on in enumerate(answer.on, 1) if is_on]
            if on and not pulsing:
                return f"its channels {', '.join(on)} are on and lockerd did not fire them; find out who did"
        case _:
            assert_never(answer)
    return None
