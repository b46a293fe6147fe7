// One stream from the simulator keeps the whole picture up to date.

const listeners = new Map();

/** The picture as it is now: site, wall, truth, beliefs, differences, central, machines, faults, tray, show, feed. */
export const picture = { truth: {}, beliefs: null, differences: [], feed: [] };

/** Call back with the new part after every change of it; "hello" after a new start, "link" whether it is up. */
export function on(part, listener) {
  listeners.set(part, [...(listeners.get(part) ?? []), listener]);
}

function tell(part, value) {
  for (const listener of listeners.get(part) ?? []) listener(value);
}

/** Connect, and come back by itself after an interruption. */
export function connect() {
  const stream = new EventSource("/api/live");
  const lost = document.getElementById("lost");
  stream.addEventListener("open", () => { if (lost) lost.hidden = true; tell("link", true); });
  stream.addEventListener("error", () => { if (lost) lost.hidden = false; tell("link", false); });
  stream.addEventListener("hello", (event) => {
    const whole = JSON.parse(event.data);
    Object.assign(picture, whole, { truth: Object.fromEntries(whole.truth.map((c) => [c.id, c])) });
    tell("hello", picture);
  });
  stream.addEventListener("truth", (event) => {
    const compartment = JSON.parse(event.data);
    picture.truth[compartment.id] = compartment;
    tell("truth", compartment);
  });
  stream.addEventListener("feed", (event) => {
    const entry = JSON.parse(event.data);
    picture.feed.push(entry);
    if (picture.feed.length > 600) picture.feed.shift();
    tell("feed", entry);
  });
  stream.addEventListener("visit", (event) => tell("visit", JSON.parse(event.data)));
  for (const part of ["beliefs", "differences", "service", "show", "central", "machines", "faults", "tray"]) {
    stream.addEventListener(part, (event) => {
      picture[part] = JSON.parse(event.data);
      tell(part, picture[part]);
    });
  }
}
