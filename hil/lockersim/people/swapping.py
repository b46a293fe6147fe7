"""What somebody does who gives an old document behind one door and gets the new one behind another; or not quite."""

from lockersim.people.acts import Acts
from lockersim.people.giving import GivingActs
from lockersim.people.manners import Manner
from lockersim.people.papers import Document
from lockersim.people.scene import Scene
from lockersim.site.terminal import Visit

OLD = 1
"""The part that is brought; the other one is fetched."""


class SwappingActs(GivingActs):
    """Those of one person with the old document in their hands: gives it as a giver does, takes as who collects.

    They go away when the turn of part ``leaves_at`` comes.
    """

    def __init__(
        self,
        scene: Scene,
        document: Document,
        *,
        manner: Manner,
        thin: bool,
        leaves_at: int | None,
        reaction_s: float,
    ) -> None:
        super().__init__(scene, document, manner=manner, thin=thin, reaction_s=reaction_s)
        self._taking = Acts(
            scene, document, staff=False, manner=manner, thin=False, leaves_at=leaves_at, reaction_s=reaction_s
        )

    def leaves(self, visit: Visit) -> bool:
        """Whether this person goes away without a word."""
        return super().leaves(visit) if visit.part == OLD else self._taking.leaves(visit)

    async def act(self, visit: Visit) -> None:
        """Do what the terminal asks for now, or what this person does instead; raises ``RefusedError``."""
        if visit.part == OLD or visit.next_step == "print_paper":
            await super().act(visit)
        else:
            self._taking.right = self.fetches
            await self._taking.act(visit)
