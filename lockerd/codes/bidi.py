"""What is written from the right, in the order in which it stands on paper, and with its letters joined.

The Unicode bidirectional algorithm (UAX 9) for a line from the right, with isolates and brackets; explicit embeddings,
which no text here has, are left out. Letters take the form for their place from Unicode's own table of presentation
forms, vowel signs are dropped: a page of one typeface has no place for them. A library for this would weigh more than
the page.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

FSI, PDI = "\u2068", "\u2069"
_ISOLATES: Final = frozenset({"FSI", "LRI", "RLI"})
_NEUTRAL: Final = frozenset({"B", "S", "WS", "ON", "FSI", "LRI", "RLI", "PDI"})
_MIRRORED: Final = str.maketrans("()[]{}<>«»‹›", ")(][}{><»«›‹")
_BRACKETS: Final = {"(": ")", "[": "]", "{": "}"}


def visual(line: str) -> str:
    """A line as it stands on paper, the leftmost character first: joined, reordered, mirrored, without marks."""
    text = join("".join(sign for sign in line if unicodedata.category(sign) != "Mn"))
    levels = _levels(text)
    signs = [sign.translate(_MIRRORED) if level % 2 else sign for sign, level in zip(text, levels, strict=True)]
    order = [*range(len(signs))]
    for level in range(max(levels, default=0), 0, -1):
        at = 0
        while at < len(order):
            end = at
            while end < len(order) and levels[order[end]] >= level:
                end += 1
            order[at:end] = reversed(order[at:end])
            at = end + 1
    return "".join(signs[at] for at in order if unicodedata.category(signs[at]) != "Cf")


def join(text: str) -> str:
    """Each Arabic letter in the form for its place: alone, at the beginning, in the middle or at the end of a run."""
    forms, pairs, out = _forms(), _pairs(), ""
    letters = [*text]
    for at, sign in enumerate(letters):  # lam and alef are written as one
        if at + 1 < len(letters) and (both := pairs.get(sign + letters[at + 1])) is not None:
            letters[at : at + 2] = [both, ""]
    letters = [sign for sign in letters if sign]
    for at, sign in enumerate(letters):
        mine = forms.get(sign)
        if mine is None:
            out += sign
            continue
        before = at > 0 and "initial" in forms.get(letters[at - 1], {}) and "final" in mine
        after = at + 1 < len(letters) and "final" in forms.get(letters[at + 1], {}) and "initial" in mine
        out += mine[("medial" if after else "final") if before else ("initial" if after else "isolated")]
    return out


@cache
def _forms() -> Mapping[str, Mapping[str, str]]:
    """By letter, or pair of lam and alef as its isolated form: the forms that it has."""
    found: dict[str, dict[str, str]] = {"\u0640": dict.fromkeys(("isolated", "initial", "medial", "final"), "\u0640")}
    for form in map(chr, range(0xFE80, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(form).split()
        found.setdefault("".join(chr(int(each, 16)) for each in letters), {})[kind.strip("<>")] = form
    return {letters if len(letters) == 1 else forms["isolated"]: forms for letters, forms in found.items()}


@cache
def _pairs() -> Mapping[str, str]:
    pairs = map(chr, range(0xFEF5, 0xFEFD, 2))
    return {unicodedata.normalize("NFKC", each): each for each in pairs}


def _levels(text: str) -> list[int]:
    """The level of each character of a line from the right: odd ones are written from the right."""
    classes = [unicodedata.bidirectional(sign) or "ON" for sign in text]
    levels = [1] * len(text)
    _resolve(text, classes, levels, [*range(len(text))], 1)
    end = len(text)
    while end and classes[end - 1] in {*_NEUTRAL, "BN"} - {"ON"}:  # L1: what is empty at the end of a line
        end -= 1
        levels[end] = 1
    return levels


def _resolve(text: str, classes: Sequence[str], levels: list[int], run: Sequence[int], level: int) -> None:
    """Set the levels of what stands at one depth, and of what is isolated in it."""
    outer: list[int] = []
    at = 0
    while at < len(run):
        index = run[at]
        outer.append(index)
        at += 1
        if classes[index] not in _ISOLATES:
            continue
        depth, end = 1, at
        while end < len(run):
            depth += (classes[run[end]] in _ISOLATES) - (classes[run[end]] == "PDI")
            if depth == 0:
                break
            end += 1
        inner = run[at:end]
        right = classes[index] == "RLI" or (classes[index] == "FSI" and _starts_from_the_right(classes, inner))
        _resolve(text, classes, levels, inner, level + 1 + (level % 2 == right))
        at = end
    own = "R" if level % 2 else "L"
    kinds = _neutrals([text[each] for each in outer], _weak([classes[each] for each in outer], own), own)
    raised = {"L": 1, "R": 0, "EN": 1, "AN": 1} if level % 2 else {"L": 0, "R": 1, "EN": 2, "AN": 2}
    for index, kind in zip(outer, kinds, strict=True):
        levels[index] = level + raised[kind]


def _starts_from_the_right(classes: Sequence[str], inner: Sequence[int]) -> bool:
    """P2: by its first strong character, those of isolates in it left out."""
    depth = 0
    for index in inner:
        depth += (classes[index] in _ISOLATES) - (classes[index] == "PDI")
        if depth <= 0 and classes[index] in {"L", "R", "AL"}:
            return classes[index] != "L"
    return False


def _weak(kinds: list[str], own: str) -> list[str]:
    """W2 to W7: what numbers are, and what belongs to them."""
    strong = own
    for at, kind in enumerate(kinds):
        if kind in {"L", "R", "AL"}:
            strong = kind
        if kind == "EN" and strong == "AL":
            kinds[at] = "AN"
    kinds = ["R" if kind == "AL" else kind for kind in kinds]
    for at in range(1, len(kinds) - 1):
        between, before, after = kinds[at], kinds[at - 1], kinds[at + 1]
        if before == after and (between, before) in {("ES", "EN"), ("CS", "EN"), ("CS", "AN")}:
            kinds[at] = before
    for direction in (1, -1):
        for at in range(len(kinds))[::direction]:
            near = at - direction
            if kinds[at] == "ET" and 0 <= near < len(kinds) and kinds[near] == "EN":
                kinds[at] = "EN"
    strong = own
    for at, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        if kind == "EN" and strong == "L":
            kinds[at] = "L"
        if kind in {"ES", "ET", "CS", "BN"}:
            kinds[at] = "ON"
    return kinds


def _neutrals(signs: Sequence[str], kinds: list[str], own: str) -> list[str]:
    """N0 to N2: brackets go with what they hold, and what stands between two things of one direction with these."""
    for first, last in _bracketed(signs, kinds):
        held = {_strong(kind) for kind in kinds[first + 1 : last]} - {""}
        if own in held:
            kinds[first] = kinds[last] = own
        elif held:
            before = next((strong for kind in reversed(kinds[:first]) if (strong := _strong(kind))), own)
            kinds[first] = kinds[last] = before
    at = 0
    while at < len(kinds):
        end = at
        while end < len(kinds) and kinds[end] in _NEUTRAL:
            end += 1
        before = own if at == 0 else _strong(kinds[at - 1])
        after = own if end == len(kinds) else _strong(kinds[end])
        kinds[at:end] = [before if before == after else own] * (end - at)
        at = end + 1
    return kinds


def _strong(kind: str) -> str:
    """A number counts as written from the right."""
    return {"L": "L", "R": "R", "EN": "R", "AN": "R"}.get(kind, "")


def _bracketed(signs: Sequence[str], kinds: Sequence[str]) -> list[tuple[int, int]]:
    """BD16: which brackets belong together, in the order of the opening ones."""
    waiting: list[tuple[str, int]] = []
    found: list[tuple[int, int]] = []
    for at, sign in enumerate(signs):
        if kinds[at] != "ON":
            continue
        if sign in _BRACKETS:
            waiting.append((_BRACKETS[sign], at))
        elif any(closing == sign for closing, _ in waiting):
            while True:
                closing, first = waiting.pop()
                if closing == sign:
                    found.append((first, at))
                    break
    return sorted(found)
