"""A newer list of keys takes the place of the one that is known, and of the keys in the configuration."""

from lockerd.domain.draft import Draft
from lockerd.domain.model.events import Accepted, Answer, Refused
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.key_list import KeyList, TakeKeyList
from lockerd.domain.model.refusals import Refusal


def take_key_list(draft: Draft, event: TakeKeyList) -> Answer:
    """An older list would make a stolen key good again, and is refused (F64); the same once more is not.

    One that has certainly run out is refused as well: it was perhaps kept back until a newer one was forgotten. While
    the time is in doubt nothing is certain to have run out.
    """
    known, wanted = draft.state.site.key_list, event.wanted
    if (wanted.version, wanted.digest) == (known.version, known.digest):
        return Accepted()
    if wanted.version <= known.version:
        return Refused(Refusal.KEY_LIST_OLD)
    if draft.now.doubt is None and draft.now.lo_s > event.expires_s:
        return Refused(Refusal.KEY_LIST_OLD)
    draft.change(draft.state.site, key_list=wanted)
    draft.tell(FactType.KEYS_LISTED, version=wanted.version, count=len(wanted.command))
    return Accepted()


def drop_key_list(draft: Draft) -> None:
    """The configuration has other roots now: whoever may write it has the last word about keys, and it is told."""
    known = draft.state.site.key_list
    if known.version:
        draft.change(draft.state.site, key_list=KeyList())
        draft.tell(FactType.KEYS_DROPPED, version=known.version)
