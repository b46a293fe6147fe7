// Building elements without a framework.

/** Make an element: h("p", {class: "x", onclick: f, "aria-label": "y"}, "text", child). */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** The German text beside a draft; nothing where lockerd sends none. */
export const beside = (german) => german && h("span", { class: "beside", lang: "de", dir: "ltr" }, german);

/** Draw a place anew; the focus stays on the element with the same `data-key`, or in this place if that is gone. */
export function redraw(place, ...children) {
  const focused = place.contains(document.activeElement) ? document.activeElement : null;
  place.replaceChildren(...children.flat().filter(Boolean));
  if (!focused || focused === place || place.contains(focused)) return;
  const same = focused.dataset.key && place.querySelector(`[data-key="${CSS.escape(focused.dataset.key)}"]`);
  (same || place.querySelector("button, select, input, [tabindex='0']"))?.focus();
}

/** Set a data attribute only when it changes, so that transitions run once. */
export function mark(element, name, value) {
  const text = String(value);
  if (element.dataset[name] !== text) element.dataset[name] = text;
}

/** Post JSON to the simulator; an error comes back as an Error with its text. */
export async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
  const result = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(typeof result.detail === "string" ? result.detail : answer.statusText);
  return result;
}

let toastTimer = 0;

/** Say something shortly at the foot of the page. */
export function toast(text) {
  const place = document.getElementById("toast");
  if (!place) return;
  place.textContent = text;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { place.textContent = ""; }, 6000);
}

/** Do something that may be refused, and say so if it is: ``said`` is how the page puts it. */
export async function attempt(action, said) {
  try {
    return await action();
  } catch {
    toast(said);
    return null;
  }
}
