"""Why a compartment is as it is, as the admin API tells it."""

from enum import StrEnum

from pydantic import Field

from lockerd.api.http.models import View
from lockerd.domain.hand_over.evidence import ItemProof, Verdict
from lockerd.domain.model.compartments import Condition, Leaf
from lockerd.domain.model.readings import DoorSensor, Item, ItemSensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Claim


class Act(StrEnum):
    """What technicians do at a door, or staff under a badge."""

    OPEN = "open"
    RETRIEVAL = "retrieval"
    CLEAR = "clear"
    FOUND = "found"
    IN_SERVICE = "in_service"


class EvidenceView(View):
    """What was observed."""

    door_sensor: DoorSensor
    leaf: Leaf = Field(description="The door now, by all its sensors")
    opened: bool = Field(description="An opening was seen since something was put in, or since it was cleared")
    closed: bool = Field(description="And a closing after the last opening")
    unseen_pulse: bool = Field(description="Its lock was fired, and no opening was seen after that")
    item_sensor: ItemSensor
    item_before: Item | None = Field(description="What the item sensor saw before the hand-over; null: nobody's")
    item: Item = Field(description="What it sees now")
    proof: ItemProof | None = Field(description="What both say together about the hand-over; null: nobody's")


class SaidView(View):
    """What a word would come to, said now at the shut door."""

    claim: Claim
    verdict: Verdict


class OutcomeView(View):
    """What an act would come to now."""

    act: Act
    refused: Refusal | None = Field(description="Null: it would be done")
    text: str = Field(description="Why it would be refused; empty where it would be done")
    condition: Condition = Field(description="Of the compartment right after it")


class ExplanationView(View):
    """Everything that speaks for what a compartment may be used for."""

    id: str
    condition: Condition
    reason: str = Field(description="Why it is out of use, in the words of the events; empty while it is in use")
    since_lo_s: int | None = Field(description="It waits for staff; not before this, Unix seconds")
    since_hi_s: int | None = Field(description="Not after this; null where nobody trustworthy had told the time")
    evidence: EvidenceView
    said: list[SaidView] = Field(description="While its hand-over is not judged yet; else empty")
    acts: list[OutcomeView]
