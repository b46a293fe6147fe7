"""The page on which a native speaker reads a translation."""

from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from lockersim.review.catalogues import Sentence, sample, samples
from lockersim.review.screens import is_private, scene_of, where

_HEAD = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{language}: {count} Sätze</title>
<link rel="icon" href="/static/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/static/css/base.css"><link rel="stylesheet" href="/static/css/review.css">
<script type="module" src="/static/js/review/reading.js"></script>
</head>
<body data-language="{language}">
<header><h1>Übersetzung prüfen: {language}</h1>
<p>Bitte lesen Sie jeden Satz. Stimmt er und sagt er dasselbe wie der deutsche? Dann haken Sie ihn ab. Stimmt er nicht,
haken Sie ihn nicht ab und schreiben Sie den Verbesserungsvorschlag auf: Er kommt zuerst in den Katalog.
Was Sie abhaken, merkt sich dieser Browser.</p>
<p lang="en">Please read each sentence and tick it where it is right and says the same as the German one. What is wrong
is corrected in the catalogue first. This browser keeps what you tick.</p></header>
<aside><p class="progress" role="status"><progress id="bar" max="{count}"></progress> <span id="done"></span></p>
<p id="where"></p>
<div id="glass"><iframe id="screen" name="screen" title="Bildschirm" tabindex="-1" inert></iframe></div>
<p><b class="seen">umrandet</b>: steht da. <b class="heard">gestrichelt</b>: wird nur vorgelesen.</p></aside>
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


def page(language: str, every: list[Sentence]) -> str:
    """The whole page, what is not signed yet first, and what only staff read last."""
    rows = sorted(every, key=lambda each: (each.signed, where(each.id).startswith("Personal")))
    direction = next(each.translated[0] for each in every if each.id == "language.dir")
    values = {
        "translated": samples({each.id: each.translated[0] for each in every}),
        "german": samples({each.id: each.german[0] for each in every}),
        "english": samples({each.id: each.english[0] for each in every}),
    }
    articles = "".join(_article(language, direction, each, values) for each in rows)
    return (
        f"{_HEAD.format(language=escape(language), count=len(rows))}{articles}{_TAIL.format(language=escape(language))}"
    )


def screen(terminal: str) -> str:
    """The terminal's page with what draws one sentence on it, in place of what serves people."""
    css = '<link rel="stylesheet" href="/static/css/review-screen.css">'
    return terminal.replace("</head>", f"{css}</head>").replace("/terminal/main.js", "/review/screen.js")


def _article(language: str, direction: str, each: Sentence, values: Mapping[str, Mapping[str, str]]) -> str:
    private = is_private(each.id)
    ears = "nur für die Person" if private else "darf laut gesagt werden"
    translated = _forms(each.translated, each.counts, values["translated"])
    kind = "page" if each.of_page else "sentences"
    there = escape(where(each.id))
    named = (
        f'<a href="/screen#/{quote(each.id)}" target="screen">{there}</a>' if scene_of(each.id) else f"<b>{there}</b>"
    )
    return f"""<article data-id="{escape(each.id)}" data-kind="{kind}" data-digest="{each.digest}"
 data-signed="{str(each.signed).lower()}">
<div><p class="where">{named} <span class="ears" data-private="{str(private).lower()}">{ears}</span>
 <code>{escape(each.id)}</code></p>
<div class="translated" lang="{escape(language)}" dir="{escape(direction)}">{translated}</div>
<div class="source" lang="de">{_forms(each.german, (1, 3), values["german"])}</div>
<div class="source" lang="en">{_forms(each.english, (1, 3), values["english"])}</div></div>
<label class="tick"><input type="checkbox" disabled> stimmt</label>
</article>
"""


def _forms(forms: tuple[str, ...], counts: tuple[int, ...], values: Mapping[str, str]) -> str:
    if len(forms) == 1:
        return f"<p>{escape(sample(forms[0], values))}</p>"
    shown = zip(forms, counts, strict=False)
    return "".join(f"<p><small>{count}</small> {escape(sample(form, values, count))}</p>" for form, count in shown)
