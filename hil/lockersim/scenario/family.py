"""The verb ``family``: one person with several letters, in one visit."""

from itertools import cycle, islice
from typing import Annotated

from pydantic import BeforeValidator

from lockersim.bench import Bench
from lockersim.people import family
from lockersim.people.manners import By, Manner
from lockersim.scenario.step import FailedError, Names, Step, as_list


class Family(Step):
    """Somebody comes with the letters for all these documents and shows them one after the other; ``ends`` is how it
    must end, or how many papers they take along."""

    documents: Names
    by: Annotated[tuple[By, ...], BeforeValidator(as_list)] = (By.QR,)
    manner: Manner = Manner.NORMAL
    leaves_at: int | None = None
    """So many had their turn when they go away, between two doors."""
    refused: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    """Why letters are not taken."""
    ends: str = "served"


async def come(step: Family, bench: Bench) -> str:
    """Do it; raises ``FailedError`` when it does not go as it must."""
    people = family.Family(bench.scene, step.documents, manner=step.manner, leaves_at=step.leaves_at)
    ending = await people.come(tuple(islice(cycle(step.by), len(step.documents))))
    if step.ends not in {ending.word, ending.code} or tuple(people.refused) != step.refused:
        raise FailedError(f"the family ended {ending}, refused {people.refused}")
    return str(ending)
