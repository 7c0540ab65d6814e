/* The messages of one chat: what is new or changed is asked for and put in its place. */

import { day, dayLine, element, joins, show } from "./view.js";
import { get } from "./ask.js";

const PAGE = 100;
const RESIDENTS = "群众";
const REPORTS = "报送";
const FIRST_WORDS = "发几张照片，写一句“枫林村今天发了260份单子，挂横幅2条”试试。";
const LOOK_AGAIN_MS = 3000;

const stream = document.getElementById("stream");
const down = document.getElementById("down");
const held = new Map();
let where = null;
let turn = 0;
let chain = Promise.resolve();
let complete = false;
let actions = {};

export function start(given) {
  actions = { ...given, find: (id) => held.get(id)?.message, jump };
  down.addEventListener("click", toEnd);
  stream.addEventListener("scroll", () => { if (atEnd()) down.hidden = true; });
}

/* `at`: {chat, speaker, kind}; forgets what the chat before had. */
export function open(at) {
  where = at;
  turn += 1;
  held.clear();
  complete = false;
  stream.setAttribute("aria-busy", "true");
  return ask({ last: PAGE }, true);
}

export function refresh() {
  return ask({ last: PAGE });
}

export function changed(from) {
  const after = String(Math.max(0, Number(from) - 1));
  if (where?.kind === RESIDENTS) setTimeout(() => ask({ after }), LOOK_AGAIN_MS);
  return ask({ after });
}

function ask(query, fresh = false) {
  const mine = turn;
  chain = chain.then(async () => {
    if (mine !== turn) return;
    const { chat, speaker } = where;
    const found = await get("/api/messages", { chat, speaker, ...query });
    if (mine !== turn) return;
    if (query.last && !query.after) complete ||= found.messages.length < PAGE;
    put(found.messages, fresh);
  }).catch((error) => actions.failed(error));
  return chain;
}

function put(messages, fresh) {
  const stay = fresh || atEnd();
  let own = false;
  for (const message of messages) {
    const text = JSON.stringify(message);
    const known = held.get(message.id);
    if (known?.text === text) continue;
    own ||= !known && actions.owns(message);
    held.set(message.id, { message, text, node: show(message, actions) });
  }
  lay();
  stream.setAttribute("aria-busy", "false");
  if (stay || own) toEnd();
  else if (messages.length) down.hidden = atEnd();
}

/* Puts every node where it belongs and moves only what stands elsewhere. */
function lay() {
  const wanted = [];
  if (!complete && held.size) wanted.push(older());
  if (!held.size) wanted.push(element("p", "nothing", where.kind === REPORTS ? `还没有内容。${FIRST_WORDS}` : "还没有内容。"));
  let before = null;
  for (const { message, node } of [...held.values()].sort(byId)) {
    if (!before || day(before) !== day(message)) wanted.push(dayLine(day(message)));
    node.classList.toggle("joined", joins(message, before));
    wanted.push(node);
    before = message;
  }
  for (const child of [...stream.children]) if (!wanted.includes(child)) child.remove();
  wanted.forEach((node, index) => {
    if (stream.children[index] !== node) stream.insertBefore(node, stream.children[index] || null);
  });
}

function byId(one, other) {
  return Number(one.message.id) - Number(other.message.id);
}

function older() {
  const made = element("button", "older", "看更早的");
  made.type = "button";
  made.addEventListener("click", async () => {
    const height = stream.scrollHeight;
    await ask({ last: PAGE, before: [...held.keys()].sort((a, b) => a - b)[0] });
    stream.scrollTop += stream.scrollHeight - height;
  });
  return made;
}

function atEnd() {
  return stream.scrollHeight - stream.scrollTop - stream.clientHeight < 80;
}

function toEnd() {
  stream.scrollTop = stream.scrollHeight;
  down.hidden = true;
}

/* Pictures grow the stream after they load. */
stream.addEventListener("load", () => { if (down.hidden && grewAtEnd()) toEnd(); }, true);

function grewAtEnd() {
  return stream.scrollHeight - stream.scrollTop - stream.clientHeight < 400;
}

function jump(id) {
  const node = held.get(id)?.node;
  if (!node) return;
  node.scrollIntoView({ block: "center", behavior: "smooth" });
  node.classList.remove("flash");
  requestAnimationFrame(() => node.classList.add("flash"));
}
