"""What central asks for, handed to where it is decided."""

from typing import assert_never

from lockerd.domain.draft import Draft
from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.events import Announce, Answer, Cancel, CentralRequest
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.kept import ConfirmLog
from lockerd.domain.model.key_list import TakeKeyList
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll
from lockerd.domain.requests.announcing import announce, cancel
from lockerd.domain.requests.blocking import block, unblock
from lockerd.domain.requests.calling_back import call_back
from lockerd.domain.requests.changing import change_order
from lockerd.domain.requests.extending import extend, extend_all
from lockerd.domain.requests.holding import give_free, put_on_hold
from lockerd.domain.requests.keeping_log import confirm_log
from lockerd.domain.requests.listing_keys import take_key_list


def of_central(draft: Draft, event: CentralRequest) -> Answer:
    """Decide on it."""
    match event:
        case Announce():
            return announce(draft, event)
        case Cancel():
            return cancel(draft, event)
        case ChangeOrder():
            return change_order(draft, event)
        case Extend():
            return extend(draft, event)
        case ExtendAll():
            return extend_all(draft, event)
        case PutOnHold():
            return put_on_hold(draft, event)
        case EndHold():
            return give_free(draft, event)
        case BlockCompartment():
            return block(draft, event)
        case UnblockCompartment():
            return unblock(draft, event)
        case CallBack() | TakeKeyList() | ConfirmLog():
            return _of_the_site(draft, event)
        case never:
            assert_never(never)


def _of_the_site(draft: Draft, event: CallBack | TakeKeyList | ConfirmLog) -> Answer:
    match event:
        case CallBack():
            return call_back(draft, event)
        case TakeKeyList():
            return take_key_list(draft, event)
        case ConfirmLog():
            return confirm_log(draft, event)
