/* The sample's own clock: shown running, moved forward only. Times are the office's own. */

import { get, post } from "./ask.js";

const find = (id) => document.getElementById(id);
const DAY_MS = 86_400_000;
const ASK_AGAIN_MS = 30_000;
let base = 0;
let since = 0;

export function start(now, failed) {
  if (!now) return;
  set(now);
  find("clock").hidden = false;
  setInterval(tick, 1000);
  setInterval(async () => { try { set((await get("/api/chats")).now); } catch { /* the stream says so */ } }, ASK_AGAIN_MS);
  find("clock").addEventListener("toggle", () => { find("moment").value = write(current()); });
  document.addEventListener("click", ({ target }) => { if (!find("clock").contains(target)) find("clock").open = false; });
  find("clock").addEventListener("keydown", ({ key }) => { if (key === "Escape") find("clock").open = false; });
  find("clock-form").addEventListener("submit", (event) => { event.preventDefault(); move(find("moment").value, failed); });
  for (const quick of document.querySelectorAll("[data-minutes]"))
    quick.addEventListener("click", () => move(write(current() + quick.dataset.minutes * 60_000, true), failed));
  document.querySelector("[data-tomorrow]").addEventListener("click", () => move(`${write(current() + DAY_MS).slice(0, 10)}T08:00`, failed));
}

/* The written local time is counted as if it were UTC: no zone of the browser comes in. */
function set(now) {
  base = Date.parse(`${now.slice(0, 19)}Z`);
  since = performance.now();
  tick();
}

function current() {
  return base + performance.now() - since;
}

function write(moment, seconds = false) {
  return new Date(moment).toISOString().slice(0, seconds ? 19 : 16);
}

function tick() {
  const [, month, day, time] = write(current()).match(/-(\d+)-(\d+)T(.*)/);
  find("now").textContent = `${Number(month)}月${Number(day)}日 ${time}`;
}

async function move(now, failed) {
  try {
    set((await post("/api/clock", { now })).now);
    find("clock").open = false;
  } catch (reason) {
    failed(reason);
  }
}
