"""On which screen a sentence stands, with a picture of it, and for whose ears it is."""

from typing import Final

SCREENS: Final = (
    ("step.put_in", "Hineinlegen", "terminal-put-in"),
    ("step.exchange", "Tauschen", "terminal-exchange"),
    ("step.confirm_exchanged", "Tauschen, Tür zu", "terminal-exchanged"),
    ("step.confirm_in", "Abgeben, Tür zu", "terminal-all-in"),
    ("step.checklist", "Abgeben, Tür zu", "terminal-all-in"),
    ("step.confirm_taken", "Abholen, Tür zu", "terminal-taken"),
    ("step.door_of", "Mehrere Türen", "terminal-first-of-two"),
    ("step.next_door", "Mehrere Türen", "terminal-first-of-two"),
    ("step.still", "Mehrere Türen", "terminal-first-of-two"),
    ("step.left", "Mehrere Türen, am Ende", "terminal-done"),
    ("step.print_paper", "Bestätigung", "terminal-receipt"),
    ("step.paper_offered", "Bestätigung", "terminal-two-receipts"),
    ("step.print_code", "Personal: neuer Code", "terminal-code-ready"),
    ("step.confirm_loaded", "Personal: einlegen", "terminal-put-in"),
    ("step.code_sent", "Personal: einlegen", "terminal-put-in"),
    ("step.check_empty", "Personal: einlegen", "terminal-put-in"),
    ("step.report", "Personal: entnehmen", "terminal-visit"),
    ("step.goodbye", "Ende", "terminal-done"),
    ("step.call_staff", "Ende", "terminal-done"),
    ("step.", "Vorgang", "terminal-visit"),
    ("trouble.", "Vorgang: etwas ging nicht", "terminal-refused"),
    ("word.", "Knopf im Vorgang", "terminal-visit"),
    ("granted.", "Vorgang", "terminal-visit"),
    ("place", "Wo die Tür ist", "terminal-visit"),
    ("ordinal.", "Wo die Tür ist", "terminal-visit"),
    ("code.digits", "Personal: neuer Code", "terminal-code-ready"),
    ("paper.record", "Bescheinigung", "terminal-record"),
    ("paper.reason", "Bescheinigung", "terminal-record"),
    ("paper.", "Bestätigung", "terminal-receipt"),
    ("to_load.", "Personal: was einzulegen ist", "terminal-badge"),
    ("terminal.to_load", "Personal: was einzulegen ist", "terminal-badge"),
    ("waiting.", "Personal: was wartet", "terminal-visit"),
    ("draft.", "Erste Seite", "terminal-start"),
    ("status.", "Anzeige der Station", "terminal-off"),
    ("refusal.", "Das ging nicht", "terminal-refused"),
    ("api.code", "Code eintippen", "terminal-slip"),
    ("api.", "Das ging nicht (vor allem für Technik)", "terminal-refused"),
    ("help", "Hilfe", "terminal-refused"),
    ("hand.", "Vorführung: Briefe und Ausweise", "terminal-start"),
    ("class.", "Vorführung: Dokumente", "terminal-start"),
    ("thing.", "Liste der erwarteten Dinge", "terminal-hand-in"),
    ("terminal.code", "Code eintippen", "terminal-code"),
    ("terminal.badge", "Personal: Ausweis", "terminal-badge"),
    ("terminal.slip", "Personal: Laufzettel", "terminal-badge"),
    ("terminal.off", "Außer Betrieb", "terminal-off"),
    ("terminal.paper", "Bestätigung", "terminal-receipt"),
    ("terminal.done", "Ende", "terminal-done"),
    ("", "Erste Seite", "terminal-start"),
)
"""Beginnings of ids, the first that fits counts; the screen in German, its picture in ``docs/pictures``."""

PRIVATE: Final = (
    "code.digits",
    "paper.",
    *(f"step.{step}" for step in ("exchange", "confirm_exchanged", "report")),
    *(f"word.{word}" for word in ("empty", "missing", "nothing", "exchanged", "found", "other", "wrong_item", "as_")),
    *(f"refusal.{reason}" for reason in ("order_on_hold", "already_", "not_empty", "item_", "count_differs")),
    *(
        f"refusal.{reason}"
        for reason in (
            "not_put_in_yet",
            "staff_are_here",
            "wrong_count",
            "nothing_to_retrieve",
            "not_on_checklist",
            "disputed",
        )
    ),
)
"""Beginnings of the ids of what only the person may hear; as lockerd's own tables say it, by test."""
PUBLIC_ALL_THE_SAME: Final = ("refusal.item_count_unfit",)


def screen_of(text_id: str) -> tuple[str, str]:
    """The screen, and the file of its picture."""
    name, picture = next((name, picture) for start, name, picture in SCREENS if text_id.startswith(start))
    return name, f"{picture}.jpg"


def is_private(text_id: str) -> bool:
    """Whether it is for the person's screen and headphones alone."""
    return text_id.startswith(PRIVATE) and text_id not in PUBLIC_ALL_THE_SAME
