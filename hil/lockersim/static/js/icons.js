// Line icons, 24 by 24. Every state has a shape of its own, so that colour is never alone.

const PATHS = {
  free: '<circle cx="12" cy="12" r="8"/><path d="m8.5 12 2.5 2.5 4.5-5"/>',
  reserved: '<path d="M7 4h10v16l-5-4-5 4z"/>',
  loading: '<path d="M4 15v5h16v-5M12 4v11m-4-4 4 4 4-4"/>',
  occupied: '<path d="M3 6h18v12H3z" fill="currentColor" fill-opacity=".16"/><path d="m3 7 9 6 9-6"/>',
  handing_over: '<path d="M12 20V9m-4 4 4-4 4 4"/><path d="M4 9V4h16v5"/>',
  to_check: '<path d="M2 12s4-6 10-6 10 6 10 6-4 6-10 6-10-6-10-6z"/><circle cx="12" cy="12" r="2.6"/>',
  jammed: '<path d="M12 3 22 20H2z"/><path d="M12 9v5m0 3v.2"/>',
  quarantined: '<path d="M8 2.5h8L21.5 8v8L16 21.5H8L2.5 16V8z" fill="currentColor" fill-opacity=".14"/><path d="M7 12h10"/>',
  unknown: '<circle cx="12" cy="12" r="9" stroke-dasharray="3.5 3"/><path d="M9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.8m0 3v.2"/>',
  on: '<circle cx="12" cy="12" r="9"/><path d="m8 12.5 2.8 2.8L16 9.5"/>',
  off: '<circle cx="12" cy="12" r="9"/><path d="m8.5 8.5 7 7m0-7-7 7"/>',
  play: '<path d="M7 4.5v15l12-7.5z" fill="currentColor"/>',
  bolt: '<path d="M13 2 5 14h6l-1 8 8-12h-6z"/>',
  theme: '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 1 0 18z" fill="currentColor"/>',
  language: '<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3 15 0 18M12 3c-3 3-3 15 0 18"/>',
  close: '<path d="m6 6 12 12M18 6 6 18"/>',
  differs: '<path d="M5 9h14M5 15h14M16 5 8 19"/>',
  take: '<path d="M12 15V4m-4 4 4-4 4 4M5 13v7h14v-7"/>',
  swap: '<path d="M4 8h14m-4-4 4 4-4 4M20 16H6m4-4-4 4 4 4"/>',
  put: '<path d="M12 4v11m-4-4 4 4 4-4M5 13v7h14v-7"/>',
  push: '<path d="M14 4v16M3 12h8m-3-3 3 3-3 3"/>',
  pull: '<path d="M10 4v16M13 12h8m-3-3 3 3-3 3"/>',
  wall: '<path d="M4 3h16v18H4zM12 3v18M4 12h16"/>',
  site: '<path d="M5 11h14v9H5zM8 11V8a4 4 0 0 1 8 0v3"/>',
  central: '<path d="M4 20V9l8-5 8 5v11M4 20h16M9 20v-6h6v6"/>',
  sim: '<path d="M7 4.5v15l12-7.5z"/>',
  wheelchair: '<circle cx="10" cy="4" r="1.8" fill="currentColor"/><path d="M10 8v6h6l3 6M10 10h5"/><path d="M8 12a5 5 0 1 0 6 7"/>',
  contrast: '<circle cx="12" cy="12" r="9"/><path d="M12 3a9 9 0 0 0 0 18z" fill="currentColor"/>',
  speak: '<path d="M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11"/>',
  help: '<circle cx="12" cy="12" r="9"/><path d="M9.5 9.5a2.6 2.6 0 1 1 3.6 2.4c-.8.4-1.1.9-1.1 1.8m0 3v.2"/>',
  back: '<path d="M19 12H5m6-6-6 6 6 6"/>',
  next: '<path d="M5 12h14m-6-6 6 6-6 6"/>',
  erase: '<path d="M8 5h13v14H8l-6-7zM11.5 9.5l5 5m0-5-5 5"/>',
  scan: '<path d="M4 8V4h4M16 4h4v4M20 16v4h-4M8 20H4v-4M4 12h16"/>',
  letter: '<path d="M3 6h18v12H3z"/><path d="m3 7 9 6 9-6"/>',
  badge: '<path d="M5 5h14v16H5zM10 2h4v5h-4z"/><circle cx="12" cy="12" r="2"/><path d="M8.5 18c.6-2.6 6.400-2.6 7 0"/>',
  draft: '<path d="M4 20l1-5L16 4l4 4L9 19zM13.500 6.500l4 4"/>',
  check: '<path d="m4 12.500 5.500 5.500L20 7"/>',
  shows: '<path d="M4 5h10v14H4zM17 5v14M20 7v10"/>',
  round: '<path d="M4 12a8 8 0 0 1 13.700-5.600M20 12a8 8 0 0 1-13.700 5.600M18 3v4h-4M6 21v-4h4"/>',
  retrieval: '<path d="M12 15V4m-4 4 4-4 4 4"/><path d="M4 13v7h16v-7"/>',
  window: '<path d="M14 4h6v6M20 4l-9 9M18 14v6H4V6h6"/>',
  good: '<circle cx="12" cy="12" r="9"/><path d="M8 14c1 2 2.500 3 4 3s3-1 4-3M9 9v.5M15 9v.5"/>',
  fair: '<circle cx="12" cy="12" r="9"/><path d="M8 15h8M9 9v.5M15 9v.5"/>',
  poor: '<circle cx="12" cy="12" r="9"/><path d="M8 17c1-2 2.500-3 4-3s3 1 4 3M9 9v.5M15 9v.5"/>',
  bytes: '<path d="M3 17V8h4v9h4V8h4v9h4V8h2"/>',
};

/** An icon that screen readers pass over. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("data-icon", name);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("fill", "none");
  svg.setAttribute("stroke", "currentColor");
  svg.setAttribute("stroke-width", "2");
  svg.setAttribute("stroke-linecap", "round");
  svg.setAttribute("stroke-linejoin", "round");
  svg.innerHTML = PATHS[name] ?? PATHS.unknown;
  return svg;
}
