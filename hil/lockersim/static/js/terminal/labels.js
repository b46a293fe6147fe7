// What the page itself says, with German beside it as long as nobody has signed the translation.

import { h } from "../dom.js";
import { germanOf, t } from "../texts.js";

/** A label, as children of an element; `inGerman` are its values where those are labels, too. */
export function label(key, values = {}, inGerman = values) {
  const german = germanOf(key, inGerman);
  return [t(key, values), german && " ", german && h("span", { class: "beside short", lang: "de", dir: "ltr" }, german)];
}
