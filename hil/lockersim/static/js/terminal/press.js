// A press counts where it began: the screen does not change under a finger.

const NO_CLICK_MS = 100; // a press that ended beside its button makes no click
const HELD_MS = 5000; // a sleeve or a drop of water on the glass is no press
let pressed = false;
let waiting = null;
let ending = 0;

function released() {
  clearTimeout(ending);
  pressed = false;
  const draw = waiting;
  waiting = null;
  draw?.();
}

function releaseIn(ms) {
  clearTimeout(ending);
  ending = setTimeout(released, ms);
}

function begun() {
  pressed = true;
  releaseIn(HELD_MS);
}

const ended = () => releaseIn(NO_CLICK_MS);

document.addEventListener("pointerdown", begun);
document.addEventListener("keydown", (event) => { if (event.key === " ") begun(); });
document.addEventListener("click", released, true); // before what was pressed is done, which may draw at once
for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, ended);
document.addEventListener("keyup", (event) => { if (event.key === " ") ended(); });

/** Draw now, or as soon as nothing is pressed; of several the last. */
export function whenReleased(draw) {
  if (pressed) waiting = draw; else draw();
}
