"""What the terminal API is asked; every other key, type or length is refused."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Discriminator, Field, Tag

from lockerd.api.http.models import (
    EMERGENCY,
    EMPTYING,
    FORMS,
    HAND_IN,
    LOADING,
    REISSUE,
    RETRIEVAL,
    SCANNED,
    STOCKTAKE,
    TYPED,
    Body,
)
from lockerd.api.terminal import example_texts
from lockerd.api.terminal.staff_bodies import (
    EmergencyRequest,
    EmptyingRequest,
    LoadingRequest,
    ReissueRequest,
    RetrievalRequest,
    StocktakeRequest,
)
from lockerd.domain.model import checklists
from lockerd.domain.model.said_needs import SaidNeeds


class Nothing(Body):
    """An empty object."""


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

    beside: Annotated[
        bool, Field(description="Where there are several doors for what somebody brings or fetches: near each other")
    ] = False

    def said(self) -> SaidNeeds:
        """The same for the rules."""
        return SaidNeeds(self.size, self.within_reach, self.slow_hands, self.beside)


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


SaidBesides = Annotated[
    NeedsRequest,
    Field(
        description="What the person says they need, on top of what their office asked for: the door for what they "
        "bring is chosen by it; where something lies already, only `slow_hands` counts"
    ),
]


class ScannedCode(Body):
    """A person shows a code to the reader: the text as it was read. What readers add is taken off."""

    code: Annotated[str, Field(description="As it was read", examples=[example_texts.CODE])]
    second_secret: SecondSecretText = None
    statement: StatementText = None
    needs: SaidBesides = NeedsRequest()


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
    needs: SaidBesides = NeedsRequest()


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
    | Annotated[StocktakeRequest, Tag(STOCKTAKE)]
    | Annotated[EmptyingRequest, Tag(EMPTYING)]
    | Annotated[ReissueRequest, Tag(REISSUE)]
    | Annotated[WalkInRequest, Tag(HAND_IN)],
    Discriminator(_form),
]
"""What is shown, and what is wanted where that does not say it: a code is for one thing, a badge for several, and
whoever shows nothing can hand in what the site takes without a code."""


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
