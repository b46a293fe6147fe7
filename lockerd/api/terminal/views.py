"""What the terminal API answers."""

from typing import Annotated, Literal

from pydantic import Field

from lockerd.api.http.doors import DoorWord
from lockerd.api.http.models import View
from lockerd.api.http.rounds import RoundView
from lockerd.api.terminal import example_texts
from lockerd.api.terminal.privacy import Privacy
from lockerd.api.terminal.steps import SHOWN
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.receipts import Grade, Paper
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import CODES_PER_VISIT, NextStep, Phase, Role
from lockerd.domain.shown.serving import NotServed
from lockerd.domain.shown.waiting import Why

VISIT_ID = "3f2a9c0d5b7e4816a0c1d2e3f4051627"


Sent = dict[str, bool | int | list[str]]


class Told(View):
    """A text for the person: for eyes, for ears, and for whose."""

    text: str = Field(
        description="For the screen", examples=["Bitte ziehen Sie die Tür von Fach A07 auf (oberste Reihe)."]
    )
    spoken: str = Field(
        description="The same for ears", examples=["Bitte ziehen Sie die Tür von Fach A 0 7 auf, oberste Reihe."]
    )
    privacy: Privacy = Field(
        description="`public`: may come from a loudspeaker; `private`: on the screen and in headphones only"
    )
    german: str | None = Field(
        default=None,
        description="The same in German, to be shown beside `text`, where this is a draft translation that nobody has "
        "signed; else null",
    )


class WherePlace(View):
    """Where the door is."""

    id: str = Field(description="The number painted on the door", examples=["A07"])
    row: int = Field(description="1 is the top row", examples=[4])
    column: int = Field(description="1 is the leftmost column", examples=[1])
    place: str = Field(
        description="The same in words, in the language asked for", examples=["zweite Reihe von unten, ganz links"]
    )


class Trouble(Told):
    """What did not go as wished: what happened, that nothing is lost, what to do next."""

    code: Refusal


class Choice(View):
    """Something that can be said now."""

    word: Annotated[str, Field(json_schema_extra={"enum": [*SHOWN]})] = Field(
        description="Said with `POST /v1/visits/{visit}/{word}`, hyphens for underscores"
    )
    label: str = Field(description="Short, for a button", examples=["Mehr Zeit"])
    spoken: str = Field(description="What a voice offers", examples=["Ich brauche mehr Zeit"])
    german: str | None = Field(default=None, description="As of every text, of the label")
    privacy: Privacy = Field(description="For whose eyes and ears label and spoken form are, as with every text")
    body: Sent = Field(
        description="What to send with it, as it stands. Other values only where the person has said so: how many "
        "things staff found or put in (`item_count`), which of the `checklist` are not there (`missing`); with `next` "
        "what was read off the envelope (`scan`), with `another_code` what is shown, as for `POST /v1/visits`",
        examples=[{}, {"item_count": 1}],
    )


class Acknowledged(Told):
    """What the person asked for in this visit, and is granted."""

    word: Literal["help", "more_time", "another_code"]


class ListedView(View):
    """Something on the list of a loading."""

    compartment: str = Field(examples=["A07"])
    item_count: int = Field(description="How many things the order speaks of there", examples=[2])


class VisitView(Told):
    """One person's business at the wall, as it is now: at one door, and at how many more. Its text says what to do."""

    id: str = Field(examples=[VISIT_ID])
    kind: Role
    phase: Phase
    compartment: WherePlace | None = Field(
        description="Null while a new code is shown for what somebody shall bring: its door is not chosen yet"
    )
    door: DoorWord = Field(description="What the fitted sensor says; never more than it can know")
    next_step: NextStep
    trouble: Trouble | None
    acknowledged: list[Acknowledged] = Field(
        description="That somebody was called (`help`), and how much longer the person may take for what is to be done "
        "now (`more_time`), and that more codes are noted (`another_code`): to be shown as long as it stands here",
        examples=[[]],
    )
    item_count: int | None = Field(description="How many items at this door; null where the order is no longer known")
    checklist: list[str] = Field(
        description="Codes of what is expected at this door of whoever hands in, in the order in which to show them; "
        "with the word `missing` the person says which are not there",
        examples=[["number_plates", "registration_part_1"]],
    )
    missing: list[str] | None = Field(description="Those of them that were said to be missing; null: nothing was said")
    part: Annotated[int, Field(ge=1)] | None = Field(
        description="Which part of the order this door is for; null where staff look behind one that is for none"
    )
    parts: int | None = Field(description="Of how many; null where the order is no longer known")
    parts_left: Annotated[int, Field(ge=0)] = Field(
        description="How many doors are still to come; once the visit is over, how many wait for another visit"
    )
    may: list[Choice] = Field(description="What can be said now, in the order in which to offer it")
    opened: bool = Field(description="The door was seen open, or unlatched, in this visit")
    feedback: bool = Field(description="How it went may be said now, once (`POST .../feedback`); nobody has to")
    left_ms: Annotated[int, Field(ge=0)] | None = Field(
        description="How long the person may still take, from now on; then the visit ends by itself, or staff are "
        "called to a door that stands open. `more_time` makes it longer. Null: there is nothing to hurry for",
        examples=[95_000],
    )
    reminder: bool = Field(description="That time is running out; `text` says so. `more_time` ends it")
    listed: list[ListedView] = Field(
        description="Of a loading: what was put in before, behind which door, and is not confirmed yet; `loaded` "
        "confirms it together with what lies at this door"
    )
    codes: Annotated[int, Field(ge=0)] = Field(
        description="How many codes can be shown, of which this is one; `next_code` shows the next", examples=[1]
    )
    codes_shown: Annotated[int, Field(ge=0, le=CODES_PER_VISIT)] = Field(
        description="How many codes its person has shown in this visit; 0: it goes without, or under a badge"
    )
    codes_left: Annotated[int, Field(ge=0, description="How many of them have not had their turn, or never did")]
    fetch_number: str | None = Field(
        description="Of the kind `walk_in`, from the beginning: twelve digits for `POST /v1/papers`, shown 4-4-4. "
        "With them the person has the receipt here later, also where the power fails in between. Else null",
        examples=["123456789018"],
    )
    round: RoundView | None = Field(
        description="Of a round: how far it is with this door; the next is opened by asking again. Null: this is no "
        "door of a round"
    )
    papers: list[Annotated[int, Field(ge=1)]] = Field(
        description="The parts of the order of which there is a paper, the one that is shown last; of several codes "
        "each counts its own (`of_code` of the paper). In the phase "
        "`paper_ready` it can be had; where the word `paper` can be said, that leads there, or to the next",
        examples=[[1]],
    )


class WaitingView(View):
    """A door that waits for staff: where and why; never whose it is, of which order, or what was inside."""

    compartment: WherePlace
    why: Why = Field(
        description="`handed_in`: the office's now; `expired`: kept too long; `recalled`: called back; `held`: kept "
        "for somebody who was interrupted while putting in, whose minutes a retrieval ends; `to_check`, `jammed`, "
        "`quarantined`: somebody has to look; `other_found`: only a badge with the role `supervisor` opens it"
    )
    reason: str = Field(
        description="Why it is out of use, in the words of the facts; empty where `why` says it all",
        examples=["not_reported"],
    )
    item_count: int | None = Field(description="How many things the order speaks of; null: no count is expected there")
    missing: list[str] = Field(
        description="Codes of the checklist that are not there in the word of whoever handed in", examples=[[]]
    )
    since_lo_s: int | None = Field(
        description="Unix seconds: it has waited since then at the earliest; null: that was not noted",
        examples=[1_796_078_885],
    )
    since_hi_s: int | None = Field(description="Since then at the latest; null: not noted, or the time was not known")
    text: str = Field(description="Where, why and since when, in the language asked for")
    german: str | None = Field(default=None, description="As of every text")


class VisitGone(Told):
    """The answer to a repeated request whose visit is over and forgotten."""

    id: str = Field(examples=[VISIT_ID])
    phase: Literal[Phase.OVER] = Phase.OVER


class CodeView(Told):
    """A fresh code; shown while its visit lasts and never again. Its text names the digits."""

    code: str = Field(description="Text of the QR code", examples=[example_texts.CODE])
    typed_code: str = Field(description="Nine digits, shown 3-3-3", examples=[example_texts.TYPED_CODE])
    pickup_number: str = Field(description="Four digits", examples=[example_texts.PICKUP_NUMBER])


class PaperView(Told):
    """What the person takes along: what was observed, and by which evidence; never what was inside."""

    paper: Paper = Field(description="A record is no receipt")
    number: Annotated[int, Field(ge=1)] = Field(description="Counted up by the site")
    text: str = Field(
        description="To print above the QR code: lines, in the language asked for", examples=[example_texts.PAPER_TEXT]
    )
    part: Annotated[int, Field(ge=1)] = Field(description="Which part of its order it speaks of")
    of_code: Annotated[int, Field(ge=1)] | None = Field(
        description="To which of the codes of this visit it belongs, by their turns; null: none was shown in it"
    )
    direction: Direction = Field(description="`in`: passed to the office; `out`: to the person")
    lo_s: int = Field(description="Unix seconds: not before", examples=[1_796_078_885])
    hi_s: int | None = Field(description="Unix seconds: not after; null: the time was not known")
    grade: Grade | None = Field(description="By which evidence it passed; null of a record")
    fetch_number: str | None = Field(
        description="Twelve digits for `POST /v1/papers`, shown 4-4-4; they stand in `text` too, and nowhere else. "
        "Null of a record",
        examples=["123456789018"],
    )
    code: str = Field(description="Text of the QR code, signed", examples=[example_texts.PAPER])


class HelpView(View):
    """Where to find people."""

    hours: str = Field(examples=["Mo-Fr 8-16 Uhr"])
    phone: str = Field(examples=["+49 6031 83-0"])


class WalkInView(View):
    """One class that is taken in without a code, in the words of the site."""

    document_class: str = Field(examples=["found_things"])
    authority: str = Field(description="The office that gets it", examples=["stadt"])
    label: str = Field(description="For a button, in the language asked for", examples=["Found things"])
    accepted: str = Field(examples=["Keys, purses, telephones, one thing at a time."])
    not_accepted: str = Field(examples=["No cash alone, no food, nothing dangerous."])
    counts_until: str | None = Field(
        description="Until when it counts as of today; null: nothing is said of that",
        examples=["What is accepted before midnight counts as of today."],
    )
    spoken: str = Field(
        description="All of this for ears; it may come from a loudspeaker",
        examples=["Found things. Keys, purses, telephones, one thing at a time. No food, nothing dangerous."],
    )
    size: str | None = Field(description="What it needs at least; null: any size will do", examples=["A5"])
    item_count: int | None = Field(description="How many things it is; null: ask, and send it along", examples=[1])
    trouble: Trouble | None = Field(
        description="Why nobody can hand it in now, with the next site's name where one is known; null: a visit may be "
        "begun"
    )


class Draft(View):
    """That the language asked for is a draft, said in it; the German text counts."""

    text: str
    spoken: str


class StatusView(View):
    """What everybody in front of the wall may know."""

    site: str = Field(examples=["musterstadt-1"])
    name: str = Field(examples=["Rathaus Musterstadt"])
    in_service: bool = Field(description="False while halted, on battery, and while no door can be read")
    halted: bool = Field(description="Nothing is opened until a technician has looked")
    why: NotServed | None = Field(description="Why it does not serve; null: it does")
    text: str = Field(description="Whether it serves, and whom to call, for everybody to read")
    spoken: str = Field(description="The same for ears")
    german: str | None = Field(default=None, description="As of every text")
    free: dict[str, int] = Field(description="Free compartments by size", examples=[{"A4": 11, "A5": 8}])
    walk_ins: list[WalkInView] = Field(
        description="What is taken in without a code; say before somebody starts what is accepted, what is not, and "
        "`trouble` where there is one"
    )
    languages: list[str] = Field(
        description="In which people can be spoken to here", examples=[["de", "de-simple", "en", "tr"]]
    )
    drafts: list[str] = Field(
        description="Those of them with sentences that no native speaker has signed: mark them so where the person "
        "chooses, and show `german` beside every text that has it",
        examples=[["tr"]],
    )
    draft: Draft | None = Field(description="Null: there is nothing unsigned in the language of this answer")
    help: HelpView


class Door(View):
    """One door of the wall, as built."""

    id: str = Field(examples=["A07"])
    row: Annotated[int, Field(ge=1)]
    column: Annotated[int, Field(ge=1)]
    size: str = Field(examples=["A4"])
    height_cm: int = Field(description="Height of the shelf above the floor")
