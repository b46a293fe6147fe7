// The things that lie in compartments, drawn as a person would recognise them.

const DRAWINGS = {
  identity_card: `<rect x="6" y="34" width="88" height="56" rx="6" fill="#dfeaf0"/><path d="M6 40a6 6 0 0 1 6-6h76a6 6 0 0 1 6 6v8H6z" fill="#4b87a8"/>
    <rect x="13" y="54" width="23" height="29" rx="2" fill="#b9cbd5"/><circle cx="24.500" cy="64" r="5.500" fill="#6f8794"/><path d="M15 83c1-10 18-10 19 0z" fill="#6f8794"/>
    <path d="M43 58h42M43 66h34M43 74h38M43 82h24" stroke="#7c94a2" stroke-width="3"/>`,
  passport: `<rect x="18" y="14" width="64" height="84" rx="5" fill="#7a1f2f"/><rect x="18" y="14" width="7" height="84" rx="3" fill="#5c1522"/>
    <circle cx="53" cy="50" r="15" fill="none" stroke="#e4c069" stroke-width="3"/><path d="M53 39v22M45 46l8 6 8-6" stroke="#e4c069" stroke-width="3" fill="none"/><path d="M36 26h34M40 76h26" stroke="#e4c069" stroke-width="4"/>`,
  driving_licence: `<rect x="6" y="34" width="88" height="56" rx="6" fill="#f3c9cf"/><path d="M6 40a6 6 0 0 1 6-6h76a6 6 0 0 1 6 6v8H6z" fill="#cf7f8d"/>
    <rect x="13" y="54" width="21" height="27" rx="2" fill="#e5a8b1"/><circle cx="23.500" cy="63" r="5" fill="#a2606b"/><path d="M15 81c1-9 16-9 17 0z" fill="#a2606b"/><path d="M41 58h44M41 66h30M41 74h38" stroke="#b06b77" stroke-width="3"/>`,
  vehicle_papers: `<path d="M22 12h48l12 12v74H22z" fill="#dceccf"/><path d="M70 12v12h12z" fill="#b5cf9f"/><path d="M30 34h44M30 44h44M30 54h30M30 70h44M30 80h36" stroke="#7d9a66" stroke-width="3"/><rect x="30" y="20" width="26" height="7" fill="#7d9a66"/>`,
  number_plate: `<rect x="1" y="52" width="98" height="30" rx="4" fill="#fff" stroke="#20262b" stroke-width="2.500"/><rect x="3" y="54" width="12" height="26" rx="2" fill="#1b4aa2"/>
    <text x="57" y="74.500" font-family="DejaVu Sans Condensed, Arial Narrow, sans-serif" font-weight="700" font-size="19" text-anchor="middle" fill="#14181b">MU·A 7</text>`,
  key: `<circle cx="34" cy="44" r="17" fill="none" stroke="#d9b24a" stroke-width="8"/><path d="m46 56 34 34m-12-12 9-9m-18 0 7-7" stroke="#d9b24a" stroke-width="8" stroke-linecap="round"/><circle cx="26" cy="30" r="9" fill="none" stroke="#c9d0d4" stroke-width="3"/>`,
  weapon_licence: `<rect x="6" y="34" width="88" height="56" rx="4" fill="#d9d2b4"/><path d="M14 46h40M14 56h30M14 66h40M14 76h26" stroke="#857b52" stroke-width="3"/><circle cx="74" cy="60" r="12" fill="none" stroke="#857b52" stroke-width="4"/><path d="M74 44v10m0 12v10M58 60h10m12 0h10" stroke="#857b52" stroke-width="3"/>`,
  birth_certificate: `<path d="M22 12h56v86H22z" fill="#e8e2f0"/><path d="M30 26h40M34 36h32M30 52h40M30 62h40M30 72h24" stroke="#7d6f96" stroke-width="3"/><circle cx="64" cy="84" r="8" fill="#b8405a"/>`,
  court_file: `<path d="M16 30h26l6 8h36v56H16z" fill="#c98f5a"/><path d="M16 44h68v50H16z" fill="#dba872"/><path d="M28 58h32M28 68h44M28 78h22" stroke="#8a5c30" stroke-width="3"/>`,
  foreign: `<path d="M20 44h60l-7 50H27z" fill="#4c6f9c"/><path d="M34 44c0-24 32-24 32 0" fill="none" stroke="#4c6f9c" stroke-width="6"/><path d="M20 44h60l-2 10H22z" fill="#3b5a82"/>`,
};

/** The class of a thing, from its name: "passport-3" is a passport. */
export function classOf(name) {
  const found = Object.keys(DRAWINGS).find((known) => name.startsWith(known));
  return found ?? "foreign";
}

/** A drawing of a thing. */
export function drawThing(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 100 104");
  svg.setAttribute("preserveAspectRatio", "xMidYMax meet");
  svg.setAttribute("aria-hidden", "true");
  svg.innerHTML = DRAWINGS[classOf(name)];
  return svg;
}
