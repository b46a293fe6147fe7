// The wall page: puts the parts together.

import { connect, on, picture } from "../live.js";
import { useLanguage, language, t } from "../texts.js";
import { drawBar } from "./bar.js";
import { buildCabinet } from "./cabinet.js";
import { drawCentral } from "./central.js";
import { drawDifferences } from "./differences.js";
import { buildFeed } from "./feed.js";
import { drawHand } from "./hand.js";
import { drawService } from "./service.js";
import { closeSheet, refreshSheet } from "./sheet.js";
import { drawCaption } from "./shows.js";
import { drawTour, endTour } from "./tour.js";

const LANGUAGES = ["de", "en"];  // of those who look on; simple German is for the people at the terminal
const params = new URLSearchParams(location.search);
const wanted = params.get("lang") ?? localStorage.getItem("language");

function useTheme(theme) {
  document.documentElement.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}

async function changeLanguage(next) {
  localStorage.setItem("language", next);
  await useLanguage(next);
  drawAll();
}

function drawAll() {
  document.title = `${t("wall.title")} ${picture.site?.name ?? ""}`;
  document.getElementById("lost").textContent = t("wall.lost");
  drawBar({
    onTheme: () => useTheme(document.documentElement.dataset.theme === "dark" ? "light" : "dark"),
    onLanguage: () => changeLanguage(language() === "de" ? "en" : "de"),
  });
  drawTour();
  if (!picture.site) return;
  drawService();
  drawCaption();
  buildCabinet();
  buildFeed();
  drawCentral();
  drawDifferences();
  drawHand();
  refreshSheet();
}

const dark = matchMedia("(prefers-color-scheme: dark)").matches;
useTheme(params.get("theme") ?? localStorage.getItem("theme") ?? (dark ? "dark" : "light"));
await useLanguage(LANGUAGES.includes(wanted) ? wanted : "de");
drawAll();
on("hello", drawAll);
document.addEventListener("keydown", (event) => { if (event.key === "Escape") closeSheet() || endTour(); });
const overhead = document.getElementById("overhead");
new ResizeObserver(() => document.documentElement.style.setProperty("--head", `${overhead.offsetHeight}px`)).observe(overhead);
connect();
