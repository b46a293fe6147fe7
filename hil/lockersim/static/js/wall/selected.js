// Which compartment is looked at: its sheet is open and its bay is marked.

let listener = () => {};

/** Call back with the compartment that is looked at from now on, or null. */
export function onSelect(mark) {
  listener = mark;
}

/** Look at a compartment, or at none. */
export function select(id) {
  listener(id);
}
