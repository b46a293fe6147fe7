"""What central asks of the log itself, looked up in the store before anything is decided."""

from dataclasses import replace

from lockerd.central.asked_of_log import Confirm, Replay, Snapshot
from lockerd.central.command_models import CommandRefusal
from lockerd.central.questions import Question
from lockerd.central.unfit import Unfit
from lockerd.domain.model.events import Wanted
from lockerd.domain.model.kept import ConfirmLog
from lockerd.store import Head, Store

LookedUp = Wanted | Snapshot | Replay | Question
Looked = LookedUp | Confirm


async def looked_up(wish: Looked | Unfit, store: Store, head: Head) -> LookedUp | Unfit:
    """The same wish with what the log says to it; a replay is in the outbox then, as far as it can be."""
    match wish:
        case Replay():
            return await _replayed(wish, store)
        case Confirm():
            return await _compared(wish, store, head)
        case _:
            return wish


async def _replayed(wish: Replay, store: Store) -> Replay | Unfit:
    if not await store.replay(wish.first, wish.last, epoch=wish.epoch):
        return Unfit(CommandRefusal.EVENTS_UNKNOWN)
    return replace(wish, cut=tuple(await store.cut_among(wish.first, wish.last, epoch=wish.epoch)))


async def _compared(wish: Confirm, store: Store, head: Head) -> ConfirmLog | Unfit:
    """Whoever has rows that were never written here has another log: ours was put back unnoticed, or theirs is made
    up."""
    if (wish.epoch, wish.number) > (head.epoch, head.number):
        return ConfirmLog(wish.epoch, wish.number, agrees=False)
    if wish.number > await store.newest_number(wish.epoch):
        return Unfit(CommandRefusal.EVENTS_UNKNOWN)
    root = await store.root(wish.epoch, wish.number)
    return ConfirmLog(wish.epoch, wish.number, agrees=root.hex() == wish.root)
