"""What each type of fact says: the published contract of the events is generated from it."""

from collections.abc import Mapping
from typing import Final

from lockerd.domain.model.facts import FactType

_REASON = {"reason": str}
_FOUND = {"found": bool}
_CANCELLED = {"reason": str, "cancel_reason": str}

FACT_FIELDS: Final[Mapping[FactType, Mapping[str, type]]] = {
    FactType.SITE_STARTED: {"boot": str, "version": str, "config": str},
    FactType.SITE_HALTED: _REASON,
    FactType.SITE_RESUMED: {"reason": str, "who": str},
    FactType.SITE_DEFECT: {"what": str, "event": str, "count": int},
    FactType.SITE_COMMISSIONED: {
        "who": str,
        "record": str,
        "config": str,
        "new_config": str,
        "proven": int,
        "unproven": int,
    },
    FactType.CABINET_OPENED: _FOUND,
    FactType.CABINET_CLOSED: _FOUND,
    FactType.MAINS_LOST: _FOUND,
    FactType.MAINS_RESTORED: _FOUND,
    FactType.FIRE_ALARM: _FOUND,
    FactType.FIRE_OVER: _FOUND,
    FactType.STORAGE_LOW: {"free_mb": int},
    FactType.STORAGE_AMPLE: {"free_mb": int},
    FactType.CERTIFICATE_ENDING: {"certificate": str, "end_s": int, "days": int},
    FactType.CERTIFICATE_RENEWED: {"certificate": str, "end_s": int},
    FactType.SERVICE_KEY_ON: _FOUND,
    FactType.SERVICE_KEY_OFF: _FOUND,
    FactType.BOARD_DEAD: {"bus": str, "address": int},
    FactType.BOARD_ALIVE: {"bus": str, "address": int},
    FactType.BOARD_CONFLICT: {"bus": str, "address": int, "sign": str},
    FactType.BOARD_RESTARTED: {"bus": str, "address": int},
    FactType.BOARD_LATE: {"bus": str, "address": int, "reply_ms": int},
    FactType.BUS_BABBLE: {"bus": str},
    FactType.BUS_TAMPER: {"bus": str, "said": str, "target": str},
    FactType.BUS_QUIET: {"bus": str},
    FactType.BUS_ERRORS: {"bus": str, "per_mille": int},
    FactType.BUS_CLEAN: {"bus": str, "per_mille": int},
    FactType.CENTRAL_LOST: {"since_s": int, "losses": int},
    FactType.CENTRAL_BACK: {"since_s": int, "losses": int},
    FactType.CUSTODY_CHECKPOINT: {"head": int, "hash": str, "note": str},
    FactType.CUSTODY_CUT: {"log_epoch": int, "rows": int},
    FactType.CUSTODY_DIFFERS: {"log_epoch": int, "rows": int},
    FactType.CUSTODY_AGREES: {"log_epoch": int, "rows": int},
    FactType.ORDER_ANNOUNCED: {"kind": str, "document_class": str, "item_count": int, "parts": int},
    FactType.ORDER_WALKED_IN: {"grant": str, "document_class": str, "item_count": int},
    FactType.ORDER_RESERVED: {},
    FactType.ORDER_RELEASED: _REASON,
    FactType.ORDER_LOADING: {"badge": str},
    FactType.ORDER_READY: {"badge": str, "item_seen": str},
    FactType.ORDER_COLLECTING: {"by": str},
    FactType.ORDER_COLLECTED: {"observed": str, "claim": str},
    FactType.ORDER_NOT_COLLECTED: _REASON,
    FactType.PART_LOADED: {"badge": str, "item_seen": str},
    FactType.PART_COLLECTED: {
        "observed": str,
        "claim": str,
        "receipt": int,
        "grade": str,
        "item_seen": str,
        "outage": str,
    },
    FactType.PART_TAKEN: {"observed": str, "claim": str},
    FactType.PART_HANDED_IN: {
        "receipt": int,
        "grade": str,
        "item_seen": str,
        "outage": str,
        "missing": str,
        "checked": bool,
    },
    FactType.PART_NOT_HANDED_IN: {"paper": int, "reason": str},
    FactType.PART_NOT_COLLECTED: {"paper": int, "reason": str},
    FactType.PART_REMAINDER: {"of": int, "reason": str},
    FactType.ORDER_AWAITED: {},
    FactType.ORDER_ASKED_FOR: {"to_put_in": int},
    FactType.ORDER_HANDING_IN: {"by": str},
    FactType.ORDER_EXCHANGING: {"by": str},
    FactType.ORDER_HANDED_IN: {},
    FactType.ORDER_EXPIRED: {},
    FactType.ORDER_RECALLED: _CANCELLED,
    FactType.ORDER_CANCELLED: _CANCELLED,
    FactType.ORDER_HELD: {"hold_reason": str},
    FactType.ORDER_HOLD_ENDED: {},
    FactType.ORDER_CHANGED: {
        "fields": str,
        "document_class": str,
        "item_count": int,
        "retention_ms": int,
        "asks": str,
    },
    FactType.ORDER_EXTENDED: {"grant": str, "retention_ms": int, "revived": bool},
    FactType.ORDERS_EXTENDED: {"authority": str, "by_ms": int, "at_least_ms": int, "count": int},
    FactType.ORDER_QUARANTINED: _REASON,
    FactType.ORDER_RETRIEVED: {"who": str},
    FactType.ORDER_CLOSED: {},
    FactType.ORDER_ERASED: {"who": str, "reason": str},
    FactType.ORDER_UNSERVABLE: _REASON,
    FactType.RETRIEVAL_BEGUN: {"badge": str, "reason": str},
    FactType.RETRIEVAL_REPORTED: {
        "badge": str,
        "report": str,
        "item_seen": str,
        "item_count": int,
        "expected_count": int,
        "missing": str,
    },
    FactType.ROUND_BEGUN: {"round": str, "authority": str, "count": int},
    FactType.ROUND_ENDED: {
        "round": str,
        "authority": str,
        "reason": str,
        "count": int,
        "left": int,
        "as_expected": int,
        "taken_out": int,
        "nothing": int,
        "other": int,
        "differences": int,
    },
    FactType.STOCK_DIFFERS: {"round": str, "report": str, "item_seen": str, "item_count": int, "expected_count": int},
    FactType.INCIDENT_NOTED: {"incident": int, "reason": str, "receipt": int, "why": str},
    FactType.GRANT_ISSUED: {"grant": str, "sealed_code": str, "retention_ms": int, "replaces": str, "asks": str},
    FactType.GRANT_SPENT: {"grant": str, "observed": str},
    FactType.GRANT_GRACE: {"grant": str, "left_ms": int},
    FactType.GRANT_JAMMED: {"grant": str, "attempts": int, "reason": str},
    FactType.GRANT_SUSPENDED: {"grant": str, "reason": str},
    FactType.GRANT_RENEWED: {"grant": str},
    FactType.GRANT_REVOKED: {"grant": str, "reason": str},
    FactType.GRANT_EXPIRED: {"grant": str},
    FactType.GRANT_SECRET_CLOSED: {"grant": str, "closed_ms": int},
    FactType.GRANT_STATEMENT_TAKEN: {"grant": str, "verifier": str, "purpose": str, "statement": str},
    FactType.GRANT_STATEMENT_CLOSED: {"grant": str, "closed_ms": int},
    FactType.CODE_REFUSED: {"reason": str, "by": str, "count": int},
    FactType.TYPING_BLOCKED: {
        "terminal": str,
        "block_ms": int,
        "failures_hour": int,
        "failures_day": int,
        "pickup_number_needed": bool,
    },
    FactType.TYPING_NUMBER_CLOSED: {"closed_ms": int},
    FactType.RECEIPT_TRIES_BLOCKED: {"terminal": str, "block_ms": int, "failures_hour": int, "failures_day": int},
    FactType.ATTEMPT_COMMITTED: {
        "attempt": int,
        "right": str,
        "holder": str,
        "second": str,
        "reason": str,
        "number": int,
    },
    FactType.ATTEMPT_FIRED: {"attempt": int},
    FactType.ATTEMPT_CLOSED: {"attempt": int, "outcome": str, "reason": str},
    FactType.DOOR_OPENED: {"observed": str, "input": str, "attempt": int, "after_ms": int},
    FactType.DOOR_CLOSED: {"observed": str, "input": str},
    FactType.DOOR_LATE: {"observed": str, "input": str, "attempt": int},
    FactType.DOOR_FORCED: {"observed": str, "input": str},
    FactType.DOOR_WRONG: {"observed": str, "input": str, "attempt": int, "expected": str},
    FactType.DOOR_FOUND_OPEN: {"observed": str, "input": str},
    FactType.DOOR_LEFT_OPEN: {"observed": str, "input": str, "open_ms": int},
    FactType.ITEM_CONTRADICTION: {"reason": str, "input": str, "suspect": str},
    FactType.SENSOR_FAULT: {"sensor": str, "input": str, "reason": str},
    FactType.COMPARTMENT_FREE: {"reason": str, "input": str},
    FactType.COMPARTMENT_TO_CHECK: _REASON,
    FactType.COMPARTMENT_QUARANTINED: _REASON,
    FactType.COMPARTMENT_TOUCHED: {"who": str, "reason": str},
    FactType.COMPARTMENT_CLEARED: {"who": str, "reason": str},
    FactType.COMPARTMENT_OUT_OF_SERVICE: {"who": str, "reason": str},
    FactType.COMPARTMENT_IN_SERVICE: {"who": str, "reason": str},
    FactType.COMPARTMENT_BLOCKED: {"authority": str, "block_reason": str, "own_use": bool},
    FactType.COMPARTMENT_UNBLOCKED: {"authority": str},
    FactType.COMPARTMENT_ADDED: {},
    FactType.COMPARTMENT_REMOVED: {},
    FactType.TIME_DISPUTED: _REASON,
    FactType.TIME_AGREED: {},
    FactType.TIME_CORRECTED: {"who": str, "reason": str, "said_s": int, "before_lo_s": int},
    FactType.BADGES_CALLED_BACK: {"version": int, "count": int},
    FactType.KEYS_LISTED: {"version": int, "count": int},
    FactType.KEYS_DROPPED: {"version": int},
    FactType.ISSUER_BEGAN: {"issuer": str, "epoch": int, "before": int},
    FactType.ISSUER_BEHIND: {"issuer": str, "reason": str, "epoch": int, "number": int, "highest": int},
    FactType.VISIT_HELP: {"count": int},
    FactType.VISIT_DOES_NOT_OPEN: {"observed": str, "input": str, "item": str},
    FactType.COMMAND_REFUSED: {"command": str, "reason": str, "count": int},
}
"""The data each fact carries beside compartment and order; the published contract is generated from it.

``observed`` is ``opened``/``closed`` (door contact), ``unlatched``/``latched`` (hook) or ``not_observed`` (design rule
7). ``input`` is the input that said so, as ``bus/address/channel``: that of the door or, for an item that came, went or
is gone, that of the item sensor. ``after_ms`` is the time from the pulse to the first look that saw the door open, by
that input. ``found`` is true where nobody saw the change: so it was found at the start, or when the line could be read
again. ``item_seen`` is ``present``, ``absent`` (staff insisted) or ``unknown``. ``cancel_reason`` and ``hold_reason``,
as ``block_reason``, are central's words, as they came with ``order.cancel``, ``order.hold`` and ``compartment.block``.
``count`` is how many of its kind a fact stands for: the first is told at once, the others of a minute together.
``fields`` names what changed, with commas between; ``orders.extended`` is told in place of ``count`` times
``order.extended``, 0 stands for what was not asked for. ``report`` is what staff say they found, ``item_count`` how
many things, and ``expected_count`` how many the order speaks of, 0 where none is expected. ``missing`` names the codes
of the checklist, with commas between, that are not there in the word of the person, and ``checked`` says whether they
said anything of it. ``incident`` is a number of the site's own, counted up; ``receipt`` that of the receipt it speaks
of, 0 where there is none; ``why`` is what two people said who had the door opened. ``round.ended`` counts doors:
``count`` at the beginning, ``left`` of which nobody has said anything, and by what was said of the others;
``stock.differs`` is told at each of the ``differences``. ``to_put_in`` is how many doors of the order staff have still
to fill. ``site.defect``: a decision that was not made, because rows
would have contradicted each other; ``event`` is what asked for it. ``badges.called_back`` says how many badges the list
names, never which. ``asks`` is what is needed beside the code: steps with commas between,
each met by any of its ways, with bars between. ``statement`` is the SHA-256 of a verifier's statement, hex. An empty
string stands where there is nothing to say.
"""


ACTOR_FIELDS: Final[Mapping[str, type]] = {"badge": str, "second_badge": str, "who": str}
"""What any fact carries besides: badge (where two people were needed both), or technician's name, where one asked
for the decision it belongs to."""

WHOSE_FIELDS: Final[Mapping[str, type]] = {"authority": str, "part": int}
"""What facts of an order carry besides: whose it is, and of one part its number."""
