"""What the terminal API is asked; every other key, type or length is refused."""

from typing import Annotated, Any, Final, Literal, Self

from pydantic import AfterValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from lockerd.api.http.models import EMERGENCY, FORMS, HAND_IN, LOADING, REISSUE, RETRIEVAL, SCANNED, TYPED, Body
from lockerd.api.terminal import example_texts
from lockerd.domain.model import checklists
from lockerd.domain.model.reasons import EmergencyReason

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


class Nothing(Body):
    """An empty object."""


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


class WaitingRequest(Body):
    """Staff ask what waits for them."""

    badge: BadgeText


class ReissueRequest(Body):
    """Staff want a new code for an order; the old one dies."""

    want: Literal["reissue"]
    order: OrderText
    badge: BadgeText


class NeedsRequest(Body):
    """What somebody needs of the door, as they say it at the terminal; never why."""

    size: Annotated[
        str | None,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$",
            description="At least so large; a name as in `GET /v1/wall`",
            examples=["A4"],
        ),
    ] = None
    within_reach: Annotated[bool, Field(description="On a shelf that everybody reaches, from a wheelchair too")] = False
    slow_hands: Annotated[bool, Field(description="Three times as long for everything")] = False


class WalkInRequest(Body):
    """A person without a code wants to hand something in."""

    want: Literal["hand_in"]
    document_class: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9._:/+-]{0,63}$",
            description="One of `walk_ins` in `GET /v1/status`",
            examples=["found_things"],
        ),
    ]
    item_count: Annotated[
        int | None,
        Field(ge=1, le=99, strict=True, description="How many things; needed where the class says null"),
    ] = None
    needs: NeedsRequest = NeedsRequest()


SecondSecretText = Annotated[
    str | None,
    Field(
        description="Seven digits that the person types, where `second_secret_needed` asked for them; spaces and "
        "dashes are overlooked",
        examples=[example_texts.SECOND_SECRET],
    ),
]


StatementText = Annotated[
    str | None,
    Field(
        description="What a verifier beside the terminal has signed over `statement_for`, where `statement_needed` or "
        "another refusal came with it: a compact JWS, as it was received",
        examples=[example_texts.STATEMENT],
    ),
]


class ScannedCode(Body):
    """A person shows a code to the reader: the text as it was read. What readers add is taken off."""

    code: Annotated[str, Field(description="As it was read", examples=[example_texts.CODE])]
    second_secret: SecondSecretText = None
    statement: StatementText = None


class TypedCode(Body):
    """A person types the digits."""

    typed_code: Annotated[
        str, Field(description="Spaces and dashes are overlooked", examples=[example_texts.TYPED_CODE])
    ]
    pickup_number: Annotated[
        str | None,
        Field(description="Where it was asked for, or typing is blocked", examples=[example_texts.PICKUP_NUMBER]),
    ] = None
    second_secret: SecondSecretText = None
    statement: StatementText = None


def _form(body: Any) -> str | None:
    """Which of the forms was meant, so that a mistake is named in that one only."""
    if not isinstance(body, dict):
        return None
    if "badge" in body or "want" in body:
        want = body.get("want")
        return want if isinstance(want, str) and want in FORMS - {SCANNED, TYPED} else LOADING
    return TYPED if "typed_code" in body else SCANNED


CodeRequest = ScannedCode | TypedCode
"""A person shows a code. It may have any length, so that an empty or a cut one is answered with a kind word."""

AnotherCode = Annotated[
    Annotated[ScannedCode, Tag(SCANNED)] | Annotated[TypedCode, Tag(TYPED)],
    Discriminator(lambda body: TYPED if isinstance(body, dict) and "typed_code" in body else SCANNED),
]
"""Another code of whoever is in a visit."""

VisitRequest = Annotated[
    Annotated[ScannedCode, Tag(SCANNED)]
    | Annotated[TypedCode, Tag(TYPED)]
    | Annotated[LoadingRequest, Tag(LOADING)]
    | Annotated[RetrievalRequest, Tag(RETRIEVAL)]
    | Annotated[EmergencyRequest, Tag(EMERGENCY)]
    | Annotated[ReissueRequest, Tag(REISSUE)]
    | Annotated[WalkInRequest, Tag(HAND_IN)],
    Discriminator(_form),
]
"""What is shown, and what is wanted where that does not say it: a code is for one thing, a badge for several, and
whoever shows nothing can hand in what the site takes without a code."""


class FoundRequest(Body):
    """Staff say how many things they found and have taken out."""

    item_count: Annotated[int, Field(ge=1, le=99, strict=True, description="Counted; of nothing say `nothing`")]


class MissingRequest(Body):
    """A person says which things of the checklist are not there."""

    missing: Annotated[
        list[Annotated[str, Field(pattern=checklists.CODE, examples=["registration_part_1"])]],
        Field(
            max_length=checklists.CODES_MAX,
            json_schema_extra={"uniqueItems": True},
            description="Codes of `checklist`, each once; empty: nothing is missing",
        ),
        AfterValidator(checklists.each_once),
    ]


class ReceiptRequest(Body):
    """A person wants a copy of a receipt, and types the number that stands on it."""

    fetch_number: Annotated[
        str, Field(description="Twelve digits; spaces and dashes are overlooked", examples=["1234 5678 9018"])
    ]
    number: Annotated[
        int | None,
        Field(
            ge=1, le=2**53, description="The counter that stands on it as well, where it was asked for", examples=[17]
        ),
    ] = None


class LoadedRequest(Body):
    """Staff confirm that everything lies in the compartment and the door is shut."""

    although_not_seen: Annotated[
        bool, Field(description="True: staff looked, although the item sensor sees nothing (a thin letter)")
    ] = False
    item_count: ItemCount = None
