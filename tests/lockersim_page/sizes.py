"""What a page must hold at every size it is shown at: nothing cut off, nothing out of reach."""

from pathlib import Path

import pytest
from page_kit import serious
from playwright.async_api import Page

Sizes = tuple[tuple[int, int], ...]

SIZES = ((1024, 768), (1280, 720), (1280, 800), (1440, 900), (1920, 1080), (1080, 1920))
TWICE_AS_LARGE = ((960, 540), (540, 960))
"""What is left of the largest where a browser shows everything at 200 %."""
SMALLEST: Sizes = (SIZES[0], TWICE_AS_LARGE[1])
"""Where a screen that does not fit shows it first: the smallest, and the narrowest at 200 %."""
ALL: Sizes = (*SIZES, *TWICE_AS_LARGE)

_DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
_LOOK = (Path(__file__).parent / "holds.js").read_text("utf-8")


LANGUAGES = ("de", "de-simple", "en")


def shown(everyday: str, *, also: tuple[str, ...]) -> pytest.MarkDecorator:
    """Every test run looks at the smallest sizes in one language; the campaign at all sizes, in that and others."""
    languages = (everyday, *also)
    whole = [pytest.param(each, ALL, marks=pytest.mark.campaign, id=f"{each}-all") for each in languages]
    return pytest.mark.parametrize(("language", "sizes"), [pytest.param(everyday, SMALLEST, id=everyday), *whole])


async def resized(page: Page, width: int, height: int) -> None:
    """A page at another size, once it has fitted itself into that."""
    await page.set_viewport_size({"width": width, "height": height})
    await page.evaluate(_DRAWN)


async def holds(page: Page, screen: str, sizes: Sizes = SMALLEST, *, within: str | None = None) -> list[str]:
    """What is wrong with a screen at any size, and what axe-core finds at the last; ``within``: in that part of it."""
    wrong = []
    for width, height in sizes:
        await resized(page, width, height)
        wrong += [f"{screen} at {width}x{height}: {found}" for found in await page.evaluate(_LOOK)]
    return wrong + [f"{screen}: {found}" for found in await serious(page, within)]
