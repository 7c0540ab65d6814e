/* How one message looks. Every text is set as text, never as HTML. */

const SECONDS_TOGETHER = 300;

export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function button(text, className, act) {
  const made = element("button", className, text);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

export function excerpt(message) {
  if (message.withdrawn) return "已撤回";
  if (message.text) return message.text.replace(/\s+/g, " ").slice(0, 60);
  if (message.files.length) return `[照片${message.files.length}张]`;
  return message.place ? "[位置]" : "";
}

function face(message) {
  const name = message.sender_name || "?";
  let sum = 0;
  for (const letter of message.sender) sum = (sum * 31 + letter.codePointAt(0)) % 8;
  const made = element("span", message.bot ? "face of-bot" : `face c${sum}`, [...name][0]);
  made.setAttribute("aria-hidden", "true");
  return made;
}

function attached(file) {
  const link = element("a", "attached", file.name);
  link.href = file.url;
  link.download = file.name;
  return link;
}

function photos(files, show) {
  const size = { 1: "one", 2: "two", 4: "two" }[files.length] || "";
  const grid = element("div", `photos ${size}`);
  files.forEach((file, index) => {
    const frame = button("", "photo", () => show(files, index));
    const image = element("img");
    image.src = file.url;
    image.alt = `照片 ${file.name}`;
    image.loading = "lazy";
    image.addEventListener("error", () => frame.replaceWith(attached(file)));
    frame.append(image);
    grid.append(frame);
  });
  return grid;
}

function place(found) {
  const card = element("div", "place");
  const where = element("div", "where", `纬度 ${found.latitude}，经度 ${found.longitude}`);
  where.append(element("small", "", [found.label, found.datum].filter(Boolean).join(" · ")));
  card.append(element("div", "map"), where);
  return card;
}

function quote(message, page) {
  const original = page.find(message.reply_to);
  const words = original ? `${original.sender_name}：${excerpt(original)}` : "较早的一条";
  return button(words, "quote", () => page.jump(message.reply_to));
}

function choices(message, page) {
  const row = element("div", "options");
  for (const choice of message.choices)
    row.append(button(choice.text, "", () => page.press(message, choice)));
  return row;
}

function bubble(message, page) {
  const made = element("div", "bubble");
  if (message.withdrawn || message.forgotten) {
    made.textContent = message.withdrawn ? `${message.sender_name}撤回了一条` : "闲聊不留存";
    return made;
  }
  if (message.reply_to) made.append(quote(message, page));
  const pictures = message.files.filter((file) => file.kind !== "file");
  const others = message.files.filter((file) => file.kind === "file");
  if (pictures.length) made.append(photos(pictures, page.show));
  for (const file of others) made.append(attached(file));
  if (message.place) made.append(place(message.place));
  if (message.text) made.append(element("div", "words", message.text));
  const bare = !message.text && !message.reply_to && !others.length;
  made.classList.toggle("bare", bare);
  if (message.choices.length) made.append(choices(message, page));
  return made;
}

function under(message, page) {
  const row = element("div", "under");
  const time = element("time", "", message.sent_at.slice(11, 16));
  time.dateTime = message.sent_at;
  row.append(time);
  if (message.edited && !message.withdrawn) row.append(element("span", "mark", "已编辑"));
  if (message.withdrawn || message.forgotten) return row;
  const acts = element("span", "acts");
  acts.append(button("引用", "", () => page.reply(message)));
  if (page.owns(message)) {
    if (message.text) acts.append(button("编辑", "", () => page.edit(message)));
    acts.append(button("撤回", "", () => page.withdraw(message)));
  }
  row.append(acts);
  return row;
}

/* `page` offers find, jump, press, show, reply, edit, withdraw and owns. */
export function show(message, page) {
  const made = element("article", "message");
  made.dataset.id = message.id;
  made.classList.toggle("bot", message.bot);
  made.classList.toggle("mine", page.owns(message));
  made.classList.toggle("gone", message.withdrawn);
  made.classList.toggle("muted", message.forgotten);
  const body = element("div", "body");
  body.append(element("span", "who", message.sender_name || "有人"), bubble(message, page));
  body.append(under(message, page));
  made.append(face(message), body);
  return made;
}

export function joins(message, before) {
  if (!before || before.sender !== message.sender || before.bot !== message.bot) return false;
  if (day(before) !== day(message)) return false;
  return (Date.parse(message.sent_at) - Date.parse(before.sent_at)) / 1000 < SECONDS_TOGETHER;
}

export function day(message) {
  return message.sent_at.slice(0, 10);
}

export function dayLine(date) {
  const [year, month, number] = date.split("-").map(Number);
  const week = "日一二三四五六"[new Date(Date.UTC(year, month - 1, number)).getUTCDay()];
  return element("p", "day", `${month}月${number}日 星期${week}`);
}
