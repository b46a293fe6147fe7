"""What stands beside a draft: the same in German, where nobody has signed the translation of what is said."""

from collections.abc import Callable
from dataclasses import replace

from lockerd.api.http.wording import Speaker
from lockerd.languages import DEFAULT, WRITTEN_HERE


def in_german(speaker: Speaker, make: Callable[[Speaker], str]) -> str | None:
    """What ``make`` says with a speaker, in German, where a sentence of it is a draft in the speaker's language; None
    where all of them are signed."""
    if speaker.language in WRITTEN_HERE:
        return None
    said: set[str] = set()
    make(replace(speaker, said=said))
    if not any(speaker.texts.is_draft(text_id, speaker.language) for text_id in said):
        return None
    return make(replace(speaker, language=DEFAULT))
