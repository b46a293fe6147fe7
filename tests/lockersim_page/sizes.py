"""What a page must hold at every size it is shown at: nothing cut off, nothing out of reach."""

from typing import Any

from page_kit import serious
from playwright.async_api import Page

SIZES = ((1024, 768), (1280, 720), (1440, 900), (1920, 1080), (1080, 1920))

_LOOK = """
() => {
  const found = [];
  const name = (element) => `${element.tagName} "${(element.textContent || element.ariaLabel || "").trim().slice(0, 40)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide`);
  const end = Math.max(...[...document.querySelectorAll("main, footer, #hand")].map((each) => each.getBoundingClientRect().bottom + scrollY));
  if (root.scrollHeight > Math.max(end, innerHeight) + 2) found.push(`the page goes on for ${root.scrollHeight} px, its last part ends at ${end}`);
  const topmost = document.querySelector("dialog[open]") ?? document;
  for (const element of topmost.querySelectorAll("button, a[href], select")) {
    const style = getComputedStyle(element);
    if (!element.offsetParent || style.visibility === "hidden" || element.matches(".unseen, .skip, .face, .quick *")) continue;
    if (element.scrollWidth > element.clientWidth + 2) found.push(`${name(element)} does not hold its text`);
    let box = element.getBoundingClientRect();
    if (element.closest(".way, .foot, .top, .bar") && (box.top < -1 || box.bottom > innerHeight + 1)) found.push(`${name(element)} is off the screen`);
    element.scrollIntoView({ block: "nearest", inline: "nearest" });
    box = element.getBoundingClientRect();
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!hit || !(element.contains(hit) || hit.contains(element))) found.push(`${name(element)} cannot be reached: ${hit ? name(hit) : "nothing"} is there`);
  }
  scrollTo(0, 0);
  document.getElementById("screen")?.scrollTo(0, 0);
  return found;
}
"""


async def holds(page: Page, screen: str, sizes: Any = SIZES) -> list[str]:
    """What is wrong with a screen at any size, and what axe-core finds at the last."""
    wrong = []
    for width, height in sizes:
        await page.set_viewport_size({"width": width, "height": height})
        wrong += [f"{screen} at {width}x{height}: {found}" for found in await page.evaluate(_LOOK)]
    return wrong + [f"{screen}: {found}" for found in await serious(page)]
