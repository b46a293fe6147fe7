// The scanner: any picture a browser can show is looked at in grey, as a camera would, and read by the simulator.

import { Refused } from "./api.js";

const LARGEST = 1600;
const channel = new BroadcastChannel("lockersim");

/** Read the QR code in a picture (a Blob); gives its text, or null when there is none. */
export async function scan(picture) {
  channel.postMessage({ kind: "scanning", busy: true });
  try {
    const { grey, width, height } = await look(picture);
    const headers = { "Content-Type": "application/octet-stream", "X-Width": String(width), "X-Height": String(height) };
    const answer = await fetch("/api/scan", { method: "POST", headers, body: grey });
    return answer.ok ? (await answer.json()).text : null;
  } finally {
    channel.postMessage({ kind: "scanning", busy: false });
  }
}

/** Hold the letter for a document to the scanner. */
export async function scanLetter(name) {
  const answer = await fetch(`/api/letters/${name}/qr.png`);
  if (!answer.ok) throw new Refused({ code: "no_letter", detail: "" });
  return scan(await answer.blob());
}

async function look(picture) {
  const image = await decode(picture);
  const scale = Math.min(1, LARGEST / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const canvas = new OffscreenCanvas(width, height);
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, width, height);
  pen.drawImage(image, 0, 0, width, height);
  const { data } = pen.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i += 1) grey[i] = (data[4 * i] * 2 + data[4 * i + 1] * 5 + data[4 * i + 2]) >> 3;
  return { grey, width, height };
}

/** Decode through an <img>, which also knows SVG. */
async function decode(picture) {
  const address = URL.createObjectURL(picture);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}
