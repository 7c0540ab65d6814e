/* 发送位置 sends at once: the browser's own position where it may be asked, else the set one. */

import { deliver } from "./composer.js";

const find = (id) => document.getElementById(id);
const [dialog, latitude, longitude, datum, error] = ["place-dialog", "latitude", "longitude", "datum", "place-error"].map(find);
const SAMPLE = { latitude: "31.1032", longitude: "116.2057", datum: "WGS-84" };
const WAIT_MS = 5000;
let set = SAMPLE;

export function start() {
  find("place").addEventListener("click", async () => sendPlace((await allowedPosition()) || set));
  find("place-set").addEventListener("click", ask);
  find("place-cancel").addEventListener("click", () => dialog.close());
  find("locate").addEventListener("click", locate);
  find("place-form").addEventListener("submit", submit);
}

function ask() {
  error.textContent = "";
  fill(set);
  dialog.showModal();
}

function fill(given) {
  latitude.value = given.latitude;
  longitude.value = given.longitude;
  datum.value = given.datum;
}

async function submit(event) {
  event.preventDefault();
  set = { latitude: latitude.value.trim(), longitude: longitude.value.trim(), datum: datum.value };
  dialog.close();
  await sendPlace(set);
}

function sendPlace(given) {
  const body = new FormData();
  for (const [name, value] of Object.entries(given)) body.append(name, value);
  return deliver(body);
}

async function allowedPosition() {
  try {
    const permission = await navigator.permissions.query({ name: "geolocation" });
    return permission.state === "granted" ? await position() : null;
  } catch {
    return null;
  }
}

async function locate() {
  try {
    fill(await position());
    error.textContent = "";
  } catch {
    error.textContent = "浏览器没有给出位置，请自己填坐标。";
  }
}

function position() {
  return new Promise((resolve, reject) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve({ latitude: coords.latitude.toFixed(6), longitude: coords.longitude.toFixed(6), datum: "WGS-84" }),
      reject,
      { timeout: WAIT_MS },
    );
  });
}
