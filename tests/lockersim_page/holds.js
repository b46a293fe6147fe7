// What is cut off or out of reach on the page as it is now; run in the page by sizes.py.
() => {
  const found = [];
  const name = (element) => `${element.tagName} "${(element.textContent || element.ariaLabel || "").trim().slice(0, 40)}"`;
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) found.push(`the page is ${root.scrollWidth} px wide`);
  const end = Math.max(...[...document.querySelectorAll("main, footer, #hand")].map((each) => each.getBoundingClientRect().bottom + scrollY));
  if (root.scrollHeight > Math.max(end, innerHeight) + 2) found.push(`the page goes on for ${root.scrollHeight} px, its last part ends at ${end}`);
  const screen = document.getElementById("screen");
  const magnified = Math.min(innerWidth, innerHeight) < 700;  // at 200 % a screen may scroll: its type stays as large as it is wished
  const alone = document.getElementById("hand")?.hidden !== false;  // without the papers of the demo
  if (screen && alone && !magnified && screen.scrollHeight > screen.clientHeight + 1) found.push(`the screen scrolls by ${screen.scrollHeight - screen.clientHeight} px`);
  const topmost = document.querySelector("dialog[open], .sheet:not([hidden])") ?? document;
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
  document.getElementById("sheet")?.scrollTo(0, 0);
  document.getElementById("screen")?.scrollTo(0, 0);
  return found;
}
