// A screen that does not fit gets smaller type, down to a bound: nobody shall have to guess that there is more below.

const LEAST = 0.66;  // of 34 px on a kiosk 22 are left
const STEP = 0.04;
const MAGNIFIED_PX = 700;  // so little is left of a screen where somebody has magnified it: that type is not made small again

/** Make it fit, as far as that goes; what is left over scrolls. */
export function fit() {
  const screen = document.getElementById("screen");
  screen.style.setProperty("--fit", "1");
  if (Math.min(innerWidth, innerHeight) < MAGNIFIED_PX) return;
  for (let size = 1 - STEP; size >= LEAST && screen.scrollHeight > screen.clientHeight + 1; size -= STEP) {
    screen.style.setProperty("--fit", size.toFixed(2));
  }
}

addEventListener("resize", fit);
