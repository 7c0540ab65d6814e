/* What is being written: text, photos, a quote or an edit. Lost only once it is kept. */

import { element, excerpt } from "./view.js";
import { post } from "./ask.js";
import { drawPhoto } from "./sample.js";

const MOST_PHOTOS = 9;
const find = (id) => document.getElementById(id);
const [form, text, send, tray, input, error] = ["composer", "text", "send", "tray", "photos", "error"].map(find);
let photos = [];
let about = null;
let drawn = Date.now() % 10_000;
let aside = "";
let page = {};

/* `page` offers who() -> {chat, speaker} and changed(id). */
export function start(given) {
  page = given;
  form.addEventListener("submit", (event) => { event.preventDefault(); submit(); });
  text.addEventListener("input", grow);
  text.addEventListener("keydown", key);
  input.addEventListener("change", () => { add([...input.files]); input.value = ""; });
  find("about-end").addEventListener("click", end);
  find("sample").addEventListener("click", async () => add([await drawPhoto((drawn += 1))]));
  document.addEventListener("paste", (event) => add(images(event.clipboardData)));
  document.addEventListener("dragover", (event) => { event.preventDefault(); document.body.classList.add("dropping"); });
  document.addEventListener("dragleave", () => document.body.classList.remove("dropping"));
  document.addEventListener("drop", drop);
}

/* Under the sample, photos can be drawn instead of taken. */
export function offerSamples() {
  find("sample").hidden = false;
}

export function fail(reason) {
  error.textContent = reason.message;
}

function key(event) {
  if (event.key === "Escape" && about) end();
  /* While an input method is composing, Enter chooses a word. */
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  submit();
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

function images(data) {
  return [...(data?.files || [])].filter((file) => file.type.startsWith("image/"));
}

function drop(event) {
  event.preventDefault();
  document.body.classList.remove("dropping");
  add(images(event.dataTransfer));
}

function add(files) {
  if (!files.length) return;
  error.textContent = "";
  const over = photos.length + files.length - MOST_PHOTOS;
  if (over > 0) error.textContent = `一次最多九张照片，多出的${over}张没有加入。`;
  photos = photos.concat(files).slice(0, MOST_PHOTOS);
  showTray();
  text.focus();
}

function showTray() {
  for (const image of tray.querySelectorAll("img")) URL.revokeObjectURL(image.src);
  tray.replaceChildren(...photos.map(thumbnail));
  tray.hidden = !photos.length;
}

function thumbnail(file) {
  const item = element("li");
  const image = element("img");
  image.alt = file.name;
  image.src = URL.createObjectURL(file);
  image.addEventListener("error", () => image.replaceWith(element("span", "noview", file.name)));
  const remove = element("button", "", "×");
  remove.type = "button";
  remove.setAttribute("aria-label", `去掉 ${file.name}`);
  remove.addEventListener("click", () => { photos = photos.filter((other) => other !== file); showTray(); text.focus(); });
  item.append(image, remove);
  return item;
}

export function reply(message) {
  end();
  begin({ reply_to: message.id }, "引用", `${message.sender_name}：${excerpt(message)}`);
}

export function edit(message) {
  end();
  aside = text.value;
  text.value = message.text;
  begin({ edits: message.id }, "编辑", excerpt(message));
}

function begin(fields, what, words) {
  about = fields;
  find("about-what").textContent = what;
  find("about-text").textContent = words;
  find("about").hidden = false;
  text.focus();
  grow();
}

export function end() {
  error.textContent = "";
  if (about?.edits) text.value = aside;
  about = null;
  aside = "";
  find("about").hidden = true;
  grow();
}

async function submit() {
  const body = new FormData();
  const sent = { text: text.value, photos, about };
  if (sent.text) body.append("text", sent.text);
  for (const [name, value] of Object.entries(about || {})) body.append(name, value);
  if (!about?.edits) for (const file of photos) body.append("photo", file, file.name);
  if (await deliver(body)) clear(sent);
}

/* What was written or added meanwhile stays. */
function clear(sent) {
  if (!sent.about?.edits) {
    photos = photos.filter((file) => !sent.photos.includes(file));
    if (text.value.startsWith(sent.text)) text.value = text.value.slice(sent.text.length);
    showTray();
  }
  if (about === sent.about) end();
}

/* True once it is kept; what is refused stays in the composer. */
export async function deliver(fields) {
  if (send.disabled) return false;
  const body = new FormData();
  for (const [name, value] of Object.entries(page.who())) if (value) body.append(name, value);
  for (const [name, value] of fields.entries()) body.append(name, value);
  send.disabled = true;
  error.textContent = "";
  try {
    const kept = await post("/api/messages", body);
    page.changed(fields.get("edits") || fields.get("withdraws") || kept.message);
    return true;
  } catch (reason) {
    fail(reason);
    return false;
  } finally {
    send.disabled = false;
    text.focus();
  }
}

export function withdraw(message) {
  const body = new FormData();
  body.append("withdraws", message.id);
  return deliver(body);
}
