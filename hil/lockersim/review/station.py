"""What the screens of the review ask a station for: here each sentence is an example, and there is no station."""

from typing import Any, Final

from lockersim.review.catalogues import WRITTEN_HERE, Sentence, sample, samples
from lockersim.review.screens import scene_of

CODE: Final = "123456786"


def texts_of(language: str, every: list[Sentence]) -> dict[str, Any]:
    """Each sentence as the screens show it, German where it stands beside, labels with blanks, and their scenes."""
    values = samples({each.id: each.translated[0] for each in every})
    in_german = samples({each.id: each.german[0] for each in every})
    own = [each for each in every if not each.of_page]
    unsigned = drafts(language, every)
    return {
        "language": language,
        "texts": {each.id: each.shown(values) for each in own},
        "inGerman": {each.id: sample(each.german[0], in_german) for each in own if unsigned},
        "labels": {each.id: each.translated[0] for each in every if each.of_page},
        "scenes": {each.id: scene for each in every if (scene := scene_of(each.id))},
    }


def drafts(language: str, every: list[Sentence]) -> list[str]:
    """This language, as long as it is a translation that is not signed whole."""
    return [] if language in WRITTEN_HERE or all(each.signed for each in every) else [language]


def status_of(language: str, every: list[Sentence]) -> dict[str, Any]:
    """A station at which this language can be chosen."""
    values = samples({each.id: each.translated[0] for each in every})
    draft = next(sample(each.translated[0], values) for each in every if each.id == "draft.note")
    unsigned = drafts(language, every)
    return {
        "name": values["site"],
        "in_service": True,
        "languages": ["de", language],
        "drafts": unsigned,
        "draft": {"text": draft, "spoken": draft} if unsigned else None,
        "help": {"hours": values["hours"], "phone": values["phone"]},
    }
