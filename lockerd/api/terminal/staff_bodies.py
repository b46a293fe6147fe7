"""What staff ask the terminal API for with a badge, and what they say at a door beside a plain word."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from lockerd.api.http.models import Body
from lockerd.api.terminal import example_texts
from lockerd.domain.model.reasons import EmergencyReason
from lockerd.domain.model.rounds import Scope

OrderText = Annotated[
    str,
    Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
        description="The order's UUIDv7, lower case",
        examples=["0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42"],
    ),
]
BadgeText = Annotated[
    str,
    Field(
        min_length=1,
        max_length=4096,
        description="The badge as read from it: a compact JWS",
        examples=[example_texts.BADGE],
    ),
]


DOOR: Final = r"^[!-.0-~]{1,16}$"


ItemCount = Annotated[
    int | None,
    Field(
        ge=1,
        le=99,
        strict=True,
        description="How many things staff put in here; asked for where the class says how many belong together",
        examples=[2],
    ),
]


def _named(schema: dict[str, Any]) -> None:
    schema["anyOf"] = [{"required": [name]} for name in ("order", "scan")]
    for name in ("order", "scan"):
        said = schema["properties"][name]
        said.update(next(each for each in said.pop("anyOf") if each.get("type") != "null"))
        del said["default"]


class Named(Body):
    """Which order is put in: by its id, by what was read off its envelope, or by both, which have to agree."""

    model_config = ConfigDict(json_schema_extra=_named)

    order: OrderText | None = None
    scan: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=200,
            description="As it was read off the envelope: the case reference or the order's id; compared and forgotten",
            examples=["AZ-2026-004711"],
        ),
    ] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.order is None and self.scan is None) or {"order", "scan"} & {
            n for n in self.model_fields_set if getattr(self, n) is None
        }:
            raise ValueError("order or scan, or both")
        return self


class LoadingRequest(Named):
    """Staff want to put in what belongs to an order."""

    want: Literal["loading"]
    badge: BadgeText


class NextRequest(Named):
    """Staff have put in what belongs behind this door and shut it; what is named comes next."""

    although_not_seen: Annotated[bool, Field(description="Of what lies there already, as of `loaded`")] = False
    item_count: ItemCount = None


class RetrievalRequest(Body):
    """Staff want to look behind a door that waits for them, and to take out what lies there."""

    want: Literal["retrieval"]
    badge: BadgeText
    compartment: Annotated[
        str | None,
        Field(
            pattern=DOOR,
            description="Its number; null: the first that waits and can be opened now",
            examples=["A07"],
        ),
    ] = None


class EmergencyRequest(Body):
    """Two people, one of them a supervisor, have a door opened that need not wait for staff."""

    want: Literal["emergency"]
    badge: BadgeText
    compartment: Annotated[str, Field(pattern=DOOR, description="Its number", examples=["A07"])]
    reason: Annotated[
        EmergencyReason, Field(strict=False, description="Both say the same one", examples=[EmergencyReason.WATER])
    ]


ScopeText = Annotated[
    Scope | None,
    Field(
        strict=False,
        description="To begin: `all` doors of the office and nobody's, or those `waiting` for staff anyhow. Left out: "
        "the round that goes on, goes on",
        examples=[Scope.ALL],
    ),
]


class StocktakeRequest(Body):
    """Staff go from door to door and say what lies there; what should lie there stays."""

    want: Literal["stocktake"]
    badge: BadgeText
    scope: ScopeText = None


class EmptyingRequest(Body):
    """Staff go from door to door and take out everything of their office."""

    want: Literal["emptying"]
    badge: BadgeText
    scope: ScopeText = None


class RoundRequest(Body):
    """Staff ask how far their round is, or end it."""

    badge: BadgeText


class WaitingRequest(Body):
    """Staff ask what waits for them."""

    badge: BadgeText


class ReissueRequest(Body):
    """Staff want a new code for an order; the old one dies."""

    want: Literal["reissue"]
    order: OrderText
    badge: BadgeText


class FoundRequest(Body):
    """Staff say how many things they found, and have taken out or left there."""

    item_count: Annotated[int, Field(ge=1, le=99, strict=True, description="Counted; of nothing say `nothing`")]


class LoadedRequest(Body):
    """Staff confirm that everything lies in the compartment and the door is shut."""

    although_not_seen: Annotated[
        bool, Field(description="True: staff looked, although the item sensor sees nothing (a thin letter)")
    ] = False
    item_count: ItemCount = None
