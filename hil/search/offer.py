"""What can be said to the daemon in one state of it, if what is true allows it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Generic

from lockerd.domain.model.events import Event
from search.broken import BrokenRuleError
from search.daemon import DaemonT, Step
from search.graph import Move, NodeT
from search.teller import Teller


@dataclass(frozen=True, slots=True)
class Offer(Generic[NodeT]):
    """One thing that can be said."""

    name: str
    event: Event
    helpful: bool = True
    when: Callable[[NodeT], bool] | None = None
    wait_ms: int = 0

    def told(self, teller: Teller[DaemonT], daemon: DaemonT) -> Step[DaemonT]:
        """What the daemon makes of it."""
        event, wait_ms = self.event, self.wait_ms
        return teller.once(daemon, (event, wait_ms), lambda: teller.tell(daemon, event, wait_ms=wait_ms))


def said(
    node: NodeT, offers: Iterable[Offer[NodeT]], take: Callable[[NodeT, Offer[NodeT]], NodeT]
) -> Iterator[Move[NodeT]]:
    """All that may be said; a rule that breaks by it tells what was said."""
    for offer in offers:
        if offer.when is None or offer.when(node):
            try:
                after = take(node, offer)
            except BrokenRuleError as broken:
                broken.add_note(offer.name)
                raise
            yield Move(offer.name, after, offer.helpful)
