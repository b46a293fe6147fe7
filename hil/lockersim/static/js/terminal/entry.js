// Entering digits in groups: big boxes, an obvious cursor, a pad for fingers, the keyboard works too.

import { h } from "../dom.js";
import { icon } from "../icons.js";
import { t } from "../texts.js";

/** Boxes for digits in groups, with a real input behind them; `least` of them will do, where the number has no fixed length. */
export function digits({ groups, label, onDone, onChange = () => {}, least = null }) {
  const total = groups.reduce((sum, group) => sum + group, 0);
  const enough = () => input.value.length >= (least ?? total);
  const boxes = groups.map((size) => Array.from({ length: size }, () => h("i", { "aria-hidden": "true" })));
  const flat = boxes.flat();
  const input = h("input", { type: "text", inputmode: "numeric", autocomplete: "off", "aria-label": label, autofocus: true, maxlength: String(total + groups.length) });
  const draw = () => {
    input.value = input.value.replace(/\D/g, "").slice(0, total);
    flat.forEach((box, index) => {
      box.textContent = input.value[index] ?? "";
      box.dataset.here = String(index === Math.min(input.value.length, total - 1));
    });
    onChange(enough());
  };
  input.addEventListener("input", draw);
  input.addEventListener("keydown", (event) => { if (event.key === "Enter" && enough()) onDone(input.value); });
  input.addEventListener("focus", () => input.setSelectionRange(total, total));
  draw();
  return {
    element: h("div", { class: "digits" }, boxes.map((group) => h("span", { class: "group" }, group)), input),
    value: () => input.value,
    type(digit) { input.value += digit; draw(); },
    erase() { input.value = input.value.slice(0, -1); draw(); },
  };
}

/** The pad under it. */
export function pad(field) {
  const key = (digit) => h("button", { onclick: () => field.type(digit) }, digit);
  return h("div", { class: "pad" }, [..."123456789"].map(key), h("span", {}), key("0"),
    h("button", { onclick: () => field.erase(), "aria-label": t("terminal.delete"), title: t("terminal.delete") }, icon("erase")));
}
