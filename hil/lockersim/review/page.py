"""The page on which a native speaker reads a translation."""

from collections.abc import Iterable
from html import escape

from lockersim.review.catalogues import Sentence, sample
from lockersim.review.screens import is_private, screen_of

FROM_THE_RIGHT = ("ar",)
_HEAD = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{language}: {count} Sätze</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/base.css"><link rel="stylesheet" href="/static/css/review.css">
<script type="module" src="/static/js/review.js"></script>
</head>
<body data-language="{language}">
<header><h1>Übersetzung prüfen: {language}</h1>
<p>Bitte lesen Sie jeden Satz. Stimmt er und sagt er dasselbe wie der deutsche? Dann haken Sie ihn ab. Stimmt er nicht,
haken Sie ihn nicht ab und schreiben Sie den Verbesserungsvorschlag auf: Er kommt zuerst in den Katalog.
Was Sie abhaken, merkt sich dieser Browser.</p>
<p lang="en">Please read each sentence and tick it where it is right and says the same as the German one. What is wrong
is corrected in the catalogue first. This browser keeps what you tick.</p>
<p class="progress" role="status"><progress id="bar" max="{count}"></progress> <span id="done"></span></p></header>
<main>
"""
_TAIL = """</main>
<footer>
<h2>Unterschreiben</h2>
<p>Sind alle Sätze abgehakt, kommt dieser Text ans Ende von <code>lockerd/locale/{language}/reviewed.toml</code>.</p>
<label>Name <input id="name" type="text" autocomplete="name"></label>
<label>Text <textarea id="signing" rows="8" readonly></textarea></label>
<button id="copy" class="main" disabled>Kopieren</button>
</footer></body></html>
"""


def page(language: str, all_of_it: Iterable[Sentence]) -> str:
    """The whole page, by screens, what is not signed yet first."""
    rows = sorted(all_of_it, key=lambda each: (each.signed, screen_of(each.id)[0].startswith("Personal")))
    articles = "".join(_article(language, each) for each in rows)
    return (
        f"{_HEAD.format(language=escape(language), count=len(rows))}{articles}{_TAIL.format(language=escape(language))}"
    )


def _article(language: str, each: Sentence) -> str:
    screen, picture = screen_of(each.id)
    private = is_private(each.id)
    ears = "nur für die Person" if private else "darf laut gesagt werden"
    direction = "rtl" if language in FROM_THE_RIGHT else "ltr"
    translated = _forms(each.translated, each.counts)
    kind = "page" if each.of_page else "sentences"
    voice = "wird nur gesprochen" if each.id.endswith(".spoken") else "steht da und wird gesprochen"
    return f"""<article data-id="{escape(each.id)}" data-kind="{kind}" data-digest="{each.digest}"
 data-signed="{str(each.signed).lower()}">
<a class="picture" href="/pictures/{picture}"><img src="/pictures/{picture}" alt="Bildschirm: {escape(screen)}"
 loading="lazy" width="90" height="160"></a>
<div><p class="where"><b>{escape(screen)}</b> <span>{voice}</span>
 <span class="ears" data-private="{str(private).lower()}">{ears}</span>
 <code>{escape(each.id)}</code></p>
<div class="translated" lang="{escape(language)}" dir="{direction}">{translated}</div>
<div class="source" lang="de">{_forms(each.german, (1, 3))}</div>
<div class="source" lang="en">{_forms(each.english, (1, 3))}</div></div>
<label class="tick"><input type="checkbox"> stimmt</label>
</article>
"""


def _forms(forms: tuple[str, ...], counts: tuple[int, ...]) -> str:
    if len(forms) == 1:
        return f"<p>{escape(sample(forms[0]))}</p>"
    shown = zip(forms, counts, strict=False)
    return "".join(f"<p><small>{count}</small> {escape(sample(form, count))}</p>" for form, count in shown)
