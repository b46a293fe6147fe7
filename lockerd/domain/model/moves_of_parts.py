"""How parts and the rights to open them move: one table for each direction, one for the rights."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from lockerd.domain.model.directions import Direction
from lockerd.domain.model.parts import PartState, RightState


class PartStep(StrEnum):
    """What moves a part."""

    RESERVE = "reserve"
    RELEASE = "release"
    LOAD = "load"
    GIVE_BACK = "give_back"
    CONFIRM = "confirm"
    COLLECT = "collect"
    EXCHANGE = "exchange"
    HAND_OVER = "hand_over"
    ARRIVE = "arrive"
    HAND_IN = "hand_in"
    EXPIRE = "expire"
    REVIVE = "revive"
    """What expired is waited for again: its office has asked for it."""
    RECALL = "recall"
    CANCEL = "cancel"
    QUARANTINE = "quarantine"
    RETRIEVE = "retrieve"
    CLEAR = "clear"
    FIND = "find"
    KEEP = "keep"
    """Custody is what it was: staff began to take it out, and did not report."""
    AWAIT = "await"
    CLOSE = "close"


class RightStep(StrEnum):
    """What moves the right of a part."""

    GIVE = "give"
    TRY = "try"
    GIVE_BACK = "give_back"
    SPEND = "spend"
    JAM = "jam"
    RECOVER = "recover"
    SUSPEND = "suspend"
    END = "end"
    RENEW = "renew"
    """Staff have looked: nothing had been put in (rule 20), or on a round all lies there as it should, unopened."""


_CLEAR: Final = {PartStep.CLEAR: PartState.RETRIEVED}
_HURT: Final = {PartStep.QUARANTINE: PartState.QUARANTINED}

OUT_MOVES: Final[Mapping[PartState, Mapping[PartStep, PartState]]] = {
    PartState.ANNOUNCED: {
        PartStep.RESERVE: PartState.RESERVED,
        PartStep.LOAD: PartState.LOADING,
        PartStep.CANCEL: PartState.CANCELLED,
    },
    PartState.RESERVED: {
        PartStep.RELEASE: PartState.ANNOUNCED,
        PartStep.LOAD: PartState.LOADING,
        PartStep.CANCEL: PartState.CANCELLED,
    },
    PartState.LOADING: {
        PartStep.CONFIRM: PartState.READY,
        PartStep.GIVE_BACK: PartState.ANNOUNCED,
        PartStep.RECALL: PartState.RECALLED,
        **_HURT,
    },
    PartState.READY: {
        PartStep.COLLECT: PartState.COLLECTING,
        PartStep.EXPIRE: PartState.EXPIRED,
        PartStep.RECALL: PartState.RECALLED,
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        **_HURT,
        **_CLEAR,
    },
    PartState.COLLECTING: {
        PartStep.GIVE_BACK: PartState.READY,
        PartStep.HAND_OVER: PartState.COLLECTED,
        **_HURT,
    },
    PartState.COLLECTED: {PartStep.CLOSE: PartState.CLOSED, **_HURT},
    PartState.EXPIRED: {
        PartStep.REVIVE: PartState.READY,
        PartStep.RECALL: PartState.RECALLED,
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        **_HURT,
        **_CLEAR,
    },
    PartState.RECALLED: {
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        PartStep.CLOSE: PartState.CLOSED,
        **_HURT,
        **_CLEAR,
    },
    PartState.RETRIEVAL: {
        PartStep.GIVE_BACK: PartState.RECALLED,
        PartStep.RELEASE: PartState.ANNOUNCED,
        PartStep.CLOSE: PartState.CLOSED,
        **_HURT,
        **_CLEAR,
    },
    PartState.RETRIEVED: {},
    PartState.CANCELLED: {},
    PartState.QUARANTINED: {
        PartStep.CONFIRM: PartState.READY,
        PartStep.RECALL: PartState.RECALLED,
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        PartStep.RELEASE: PartState.ANNOUNCED,
        PartStep.CLOSE: PartState.CLOSED,
        **_CLEAR,
    },
    PartState.CLOSED: {},
}

_FOUND: Final = {PartStep.FIND: PartState.HANDED_IN}

IN_MOVES: Final[Mapping[PartState, Mapping[PartStep, PartState]]] = {
    PartState.AWAITED: {
        PartStep.ARRIVE: PartState.HANDING_IN,
        PartStep.EXPIRE: PartState.EXPIRED,
        PartStep.CANCEL: PartState.CANCELLED,
        PartStep.AWAIT: PartState.AWAITED,
        PartStep.CLOSE: PartState.CLOSED,
        **_HURT,
        **_FOUND,
    },
    PartState.HANDING_IN: {
        PartStep.GIVE_BACK: PartState.AWAITED,
        PartStep.HAND_IN: PartState.HANDED_IN,
        **_HURT,
    },
    PartState.HANDED_IN: {PartStep.RETRIEVE: PartState.RETRIEVAL, **_CLEAR},
    PartState.RETRIEVAL: {PartStep.KEEP: PartState.HANDED_IN, PartStep.CLOSE: PartState.CLOSED, **_CLEAR},
    PartState.QUARANTINED: {
        PartStep.AWAIT: PartState.AWAITED,
        PartStep.CANCEL: PartState.CANCELLED,
        PartStep.CLOSE: PartState.CLOSED,
        **_FOUND,
    },
    PartState.EXPIRED: {
        PartStep.REVIVE: PartState.AWAITED,
        PartStep.CANCEL: PartState.CANCELLED,
        PartStep.CLOSE: PartState.CLOSED,
        **_HURT,
        **_FOUND,
    },
    PartState.CANCELLED: {PartStep.CLOSE: PartState.CLOSED, **_FOUND},
    PartState.REMAINDER: {PartStep.CLOSE: PartState.CLOSED, **_FOUND},
    PartState.RETRIEVED: {},
    PartState.CLOSED: {},
}

BOTH_MOVES: Final[Mapping[PartState, Mapping[PartStep, PartState]]] = {
    PartState.ANNOUNCED: OUT_MOVES[PartState.ANNOUNCED],
    PartState.RESERVED: OUT_MOVES[PartState.RESERVED],
    PartState.LOADING: OUT_MOVES[PartState.LOADING],
    PartState.READY: {
        PartStep.EXCHANGE: PartState.EXCHANGING,
        PartStep.EXPIRE: PartState.EXPIRED,
        PartStep.RECALL: PartState.RECALLED,
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        **_HURT,
        **_CLEAR,
    },
    PartState.EXCHANGING: {
        PartStep.GIVE_BACK: PartState.READY,
        PartStep.HAND_IN: PartState.HANDED_IN,
        PartStep.RETRIEVE: PartState.RETRIEVAL,
        **_HURT,
    },
    PartState.HANDED_IN: IN_MOVES[PartState.HANDED_IN],
    PartState.EXPIRED: OUT_MOVES[PartState.EXPIRED],
    PartState.RECALLED: OUT_MOVES[PartState.RECALLED],
    PartState.RETRIEVAL: {
        **OUT_MOVES[PartState.RETRIEVAL],
        PartStep.KEEP: PartState.HANDED_IN,
        **_FOUND,
    },
    PartState.RETRIEVED: {},
    PartState.CANCELLED: {},
    PartState.QUARANTINED: {**OUT_MOVES[PartState.QUARANTINED], **_FOUND},
    PartState.CLOSED: {},
}

MOVES: Final = {Direction.OUT: OUT_MOVES, Direction.IN: IN_MOVES, Direction.BOTH: BOTH_MOVES}
"""By direction, how a part moves from state to state."""

_STOP: Final = {RightStep.SUSPEND: RightState.SUSPENDED, RightStep.END: RightState.ENDED}

RIGHT_MOVES: Final[Mapping[RightState, Mapping[RightStep, RightState]]] = {
    RightState.NONE: {RightStep.GIVE: RightState.ACTIVE},
    RightState.ACTIVE: {RightStep.TRY: RightState.ATTEMPTING, RightStep.SPEND: RightState.SPENT, **_STOP},
    RightState.ATTEMPTING: {
        RightStep.GIVE_BACK: RightState.ACTIVE,
        RightStep.SPEND: RightState.SPENT,
        RightStep.JAM: RightState.JAMMED,
        RightStep.RECOVER: RightState.GRACE,
        **_STOP,
    },
    RightState.GRACE: {RightStep.TRY: RightState.ATTEMPTING, RightStep.SPEND: RightState.SPENT, **_STOP},
    RightState.SPENT: {},
    RightState.JAMMED: {RightStep.SPEND: RightState.SPENT, RightStep.RENEW: RightState.ACTIVE, **_STOP},
    RightState.SUSPENDED: {
        RightStep.SPEND: RightState.SPENT,
        RightStep.RENEW: RightState.ACTIVE,
        RightStep.END: RightState.ENDED,
    },
    RightState.ENDED: {RightStep.SPEND: RightState.SPENT},
}
