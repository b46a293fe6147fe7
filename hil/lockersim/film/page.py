"""The page: one file, no network, a slider that the arrow keys move too; ``#12`` in its address is step 12."""

import json
from collections.abc import Sequence
from html import escape
from typing import Final

from lockersim.film.moments import Moment

_PAGE: Final = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
body {{ font: 16px/1.4 system-ui, sans-serif; margin: 1.5rem; max-width: 70rem }}
#wall {{ display: grid; gap: .4rem; margin: 1rem 0 }}
.door {{ border: 2px solid #555; border-radius: .3rem; padding: .4rem; min-height: 3rem }}
.door.open {{ border-style: dashed; border-width: 4px }}
.free {{ background: #e3f4e3; color: #000 }} .occupied {{ background: #dbe8fb; color: #000 }}
.quarantined, .jammed {{ background: #f7d6d6; color: #000 }} .to_check {{ background: #fbf3d0; color: #000 }}
input {{ width: 100% }}
</style></head><body>
<h1>{title}</h1>
<p>{verdict}</p>
<label for="at">Step <output id="number"></output></label>
<input type="range" id="at" min="0" max="{last}" value="0">
<p id="said" role="status"></p>
<div id="wall"></div>
<script type="application/json" id="film">{film}</script>
<script>
const film = JSON.parse(document.getElementById("film").textContent);
const wall = document.getElementById("wall"), at = document.getElementById("at");
function show() {{
  const step = film[at.value], seconds = ((step.at_ms - film[0].at_ms) / 1000).toFixed(1);
  document.getElementById("number").textContent = at.value + " / " + (film.length - 1);
  document.getElementById("said").textContent = "+" + seconds + " s: " + step.event + " \\u2192 " +
    (step.facts.join(", ") || "nothing to tell");
  wall.replaceChildren(...Object.entries(step.doors).map(([name, door]) => {{
    const box = document.createElement("div");
    box.className = "door " + door.condition + (["open", "unlatched"].includes(door.door) ? " open" : "");
    box.style.gridRow = door.row; box.style.gridColumn = door.column;
    box.textContent = name + ": " + door.condition + ", " + door.door;
    return box;
  }}));
}}
at.addEventListener("input", () => {{ history.replaceState(null, "", "#" + at.value); show(); }});
function named() {{ at.value = location.hash.slice(1) || 0; show(); }}
addEventListener("hashchange", named);
named();
</script></body></html>
"""


def page(moments: Sequence[Moment], *, title: str, verdict: str) -> str:
    """All of it as one text; what stands in a bundle is data and never markup."""
    film = json.dumps([moment.as_json() for moment in moments]).replace("<", "\\u003c")
    return _PAGE.format(title=escape(title), verdict=escape(verdict), last=len(moments) - 1, film=film)
