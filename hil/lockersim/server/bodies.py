"""What the wall page asks for."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from lockersim.people.papers import Holder
from lockersim.server.plays import What
from lockersim.world.hands import Action

Name = Annotated[str, Field(min_length=1, max_length=64)]


class Body(BaseModel):
    """Base of all requests."""

    model_config = ConfigDict(extra="forbid")


class HandsBody(Body):
    """Somebody's hands at one compartment."""

    action: Action
    compartment: Name
    item: Name | None = None


class FaultBody(Body):
    """Something breaks or is mended."""

    target: Name
    on: bool
    amount: float | None = None


class SwitchBody(Body):
    """Power on or off."""

    on: bool


class AnnounceBody(Body):
    """Central announces an order for a new document, or for one that a person brings."""

    document_class: Literal[
        "identity_card",
        "passport",
        "driving_licence",
        "vehicle_papers",
        "number_plate",
        "key",
        "weapon_licence",
        "birth_certificate",
        "court_file",
    ] = "identity_card"
    authority: Literal["stadt", "kreis"] = "stadt"
    kind: Literal["collection", "hand_in"] = "collection"


class ShowBody(Body):
    """A simulated person does it all."""

    what: What


class BadgeBody(Body):
    """Staff hold their badge to the scanner."""

    authority: Literal["stadt", "kreis"]
    holder: Holder = Holder.FIRST


class StatementBody(Body):
    """Somebody stands before the device beside the terminal, and is the person: what lockerd wants signed."""

    site: Name
    order: Name
    nonce: Name


class LoadSlipBody(BadgeBody):
    """And an order's slip."""

    name: Name


class RetrievalBody(BadgeBody):
    """And choose a door that waits for them."""

    compartment: Name


class EmergencyBody(RetrievalBody):
    """And say why a door is opened that does not wait for them; lockerd judges the word itself."""

    reason: Name


class RoundBody(BadgeBody):
    """And go to the next door of a round; ``scope`` begins one."""

    kind: Literal["stocktake", "emptying"]
    scope: Literal["all", "waiting"] | None = None


class ReasonBody(Body):
    """A technician's reason."""

    reason: Annotated[str, Field(min_length=1, max_length=120)] = "Vorführung"


class ResumeBody(Body):
    """Why the station may go on; lockerd judges the words itself."""

    reason: Annotated[str, Field(max_length=400)]


class FoundBody(ReasonBody):
    """And of an exchange which of the two documents lay there."""

    which: Literal["old", "new", "both"] | None = None
