// What is expected of whoever hands in, as a list to tick: a tick says that a thing is missing.

import { beside, h } from "../dom.js";
import { germanOf, has, t } from "../texts.js";
import { HEARD_ALONE } from "./aloud.js";
import { label } from "./labels.js";

/** A code of the office's own; one without a name here is shown as it is. */
export const thing = (code) => (has(`thing.${code}`) ? t(`thing.${code}`) : code);
export const thingInGerman = (code) => (has(`thing.${code}`) ? germanOf(`thing.${code}`) : code);

/** `missing` is a set that the ticks change; `onChange` is called after each change. */
export function drawChecklist(codes, missing, onChange) {
  const tick = (code) => (event) => {
    if (event.target.checked) missing.add(code); else missing.delete(code);
    onChange();
  };
  return h("fieldset", { class: "checklist" },
    h("legend", HEARD_ALONE, label("terminal.checklist")),
    codes.map((code) => h("label", {}, h("input", { type: "checkbox", "data-tick": code, checked: missing.has(code), onchange: tick(code) }), h("span", HEARD_ALONE, thing(code), beside(has(`thing.${code}`) && germanOf(`thing.${code}`))))));
}
