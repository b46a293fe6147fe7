"""``GET /v1/compartments/{id}/explanation``: why a compartment is as it is."""

from lockerd.cli.reading import Reading


class Evidence(Reading):
    """What was observed."""

    door_sensor: str
    leaf: str
    opened: bool
    closed: bool
    unseen_pulse: bool
    item_sensor: str
    item_before: str | None
    item: str
    proof: str | None


class Said(Reading):
    """What a word would come to."""

    claim: str
    verdict: str


class Outcome(Reading):
    """What an act would come to now."""

    act: str
    refused: str | None
    text: str
    condition: str


class Explanation(Reading):
    """Everything that speaks for what a compartment may be used for."""

    id: str
    condition: str
    reason: str
    since_lo_s: int | None
    evidence: Evidence
    said: list[Said]
    acts: list[Outcome]
