/* The page of the local chat: which chat, who speaks, and what is new. */

import * as clock from "./clock.js";
import * as composer from "./composer.js";
import * as place from "./place.js";
import * as stream from "./stream.js";
import { get, post } from "./ask.js";
import { element } from "./view.js";

const find = (id) => document.getElementById(id);
const [chat, speaker, status, unread] = ["chat", "speaker", "status", "unread"].map(find);
const POLL_MS = 3000;
const MOST_WAIT_MS = 10_000;
let chats = [];
let waiting = {};
let wait = 500;
let connected = false;

function who() {
  return { chat: chat.value, speaker: speaker.value };
}

function kind() {
  return chats.find(({ id }) => id === chat.value)?.kind;
}

function owns(message) {
  return !message.bot && message.sender !== "" && message.sender === speaker.value;
}

function option({ id, name }) {
  const made = element("option", "", name);
  made.value = id;
  return made;
}

function remember(box, name) {
  const kept = sessionStorage.getItem(name);
  if ([...box.options].some(({ value }) => value === kept)) box.value = kept;
  box.addEventListener("change", () => {
    sessionStorage.setItem(name, box.value);
    composer.end();
    openChat();
  });
}

function openChat() {
  delete waiting[own(chat.value)];
  showUnread();
  return stream.open({ ...who(), kind: kind() });
}

/* The private chat's true id, as hints and messages name it. */
function own(id) {
  return id === "private" ? `private:${speaker.value}` : id;
}

function showUnread() {
  unread.replaceChildren(...chats.filter(({ id }) => waiting[own(id)]).map(({ id, name }) => {
    const made = element("button", "", `${name} 有新内容`);
    made.type = "button";
    made.addEventListener("click", () => { chat.value = id; chat.dispatchEvent(new Event("change")); });
    return made;
  }));
}

function hear({ chat: changed, message }) {
  if (changed === own(chat.value)) { stream.changed(message); return; }
  waiting[changed] = true;
  showUnread();
}

function connect() {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/stream`);
  socket.addEventListener("open", () => {
    connected = true;
    document.body.dataset.connected = "yes";
    wait = 500;
    status.textContent = "";
    stream.refresh();
  });
  socket.addEventListener("message", (event) => hear(JSON.parse(event.data)));
  socket.addEventListener("close", () => {
    connected = false;
    delete document.body.dataset.connected;
    status.textContent = "连接断开，正在重连……";
    setTimeout(connect, wait);
    wait = Math.min(wait * 2, MOST_WAIT_MS);
  });
}

async function press(message, choice) {
  try {
    await post("/api/press", { message: message.id, choice: choice.id, speaker: speaker.value });
  } catch (reason) {
    composer.fail(reason);
  }
}

let shown = [];
let at = 0;

function showPhoto(files, index) {
  shown = files;
  at = (index + files.length) % files.length;
  find("large").src = files[at].url;
  find("large").alt = files[at].name;
  find("large-name").textContent = files.length > 1 ? `${files[at].name}（${at + 1}/${files.length}）` : files[at].name;
  find("previous").hidden = find("next").hidden = files.length < 2;
  if (!find("lightbox").open) find("lightbox").showModal();
}

function startLightbox() {
  const box = find("lightbox");
  find("previous").addEventListener("click", () => showPhoto(shown, at - 1));
  find("next").addEventListener("click", () => showPhoto(shown, at + 1));
  find("close").addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") showPhoto(shown, at - 1);
    if (event.key === "ArrowRight") showPhoto(shown, at + 1);
  });
}

async function start() {
  composer.start({ who, changed: stream.changed });
  place.start();
  startLightbox();
  const actions = { owns, press, show: showPhoto, reply: composer.reply, edit: composer.edit, withdraw: composer.withdraw, failed: composer.fail };
  stream.start(actions);
  let found;
  try {
    found = await get("/api/chats");
  } catch (reason) {
    composer.fail(reason);
    setTimeout(() => location.reload(), POLL_MS);
    return;
  }
  chats = found.chats;
  chat.replaceChildren(...chats.map(option));
  speaker.replaceChildren(...found.speakers.map(option));
  find("speaker-pick").hidden = !found.speakers.length;
  remember(chat, "chat");
  remember(speaker, "speaker");
  if (found.speakers.length) composer.offerSamples();
  clock.start(found.now, composer.fail);
  await openChat();
  connect();
  setInterval(() => { if (!connected) stream.refresh(); }, POLL_MS);
}

start();
