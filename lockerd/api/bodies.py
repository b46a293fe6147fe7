"""What the terminal API is asked; every other key, type or length is refused."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

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
        examples=["eyJhbGciOi..."],
    ),
]


class Body(BaseModel):
    """Base of all requests."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Nothing(Body):
    """An empty object."""


class LoadingRequest(Body):
    """Staff want to put in what belongs to an order."""

    order: OrderText
    badge: BadgeText


class ReissueRequest(Body):
    """Staff want a new code for an order; the old one dies."""

    order: OrderText
    badge: BadgeText


class CollectionRequest(Body):
    """A person shows a code: the text of the QR code, or the typed digits."""

    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [{"required": ["code"]}, {"required": ["typed_code"]}],
            "examples": [{"code": "LK1:..."}, {"typed_code": "123 456 786", "pickup_number": "0815"}],
        }
    )

    code: Annotated[str, Field(min_length=1, max_length=512)] = ""
    typed_code: Annotated[str, Field(min_length=1, max_length=64, description="Spaces and dashes are overlooked")] = ""
    pickup_number: Annotated[str | None, Field(min_length=1, max_length=16)] = None

    @model_validator(mode="after")
    def _one_code(self) -> "CollectionRequest":
        if bool(self.code) == bool(self.typed_code):
            raise ValueError("either code or typed_code")
        if self.code and self.pickup_number is not None:
            raise ValueError("a pick-up number goes with a typed code")
        return self


class LoadedRequest(Body):
    """Staff confirm that everything lies in the compartment and the door is shut."""

    although_not_seen: Annotated[
        bool, Field(description="True: staff looked, although the item sensor sees nothing (a thin letter)")
    ] = False
