/* Photos for trying out, drawn here: a banner, a stall, some people. No real place or person. */

const WIDTH = 960;
const HEIGHT = 720;
const SLOGANS = ["民生工程 惠及万家", "宣传政策 服务群众", "一封信送到每一户", "有疑问 来这里问"];
const SKIES = [["#bcd7ea", "#eef3ea"], ["#d9dfe4", "#f3efe4"], ["#a9cbe3", "#e8f1dd"], ["#f0d9b8", "#f7efe0"]];
const COATS = ["#3f6f8a", "#8a5a44", "#5a7d4f", "#7a4f7d", "#a04a52", "#59619a", "#8a6d1f"];

/* `seed`: the same number draws the same photo. */
export function drawPhoto(seed) {
  const canvas = document.createElement("canvas");
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  const pen = canvas.getContext("2d");
  const random = numbers(seed);
  sky(pen, seed);
  hills(pen, random);
  house(pen, random);
  banner(pen, seed, random);
  for (let index = 0; index < 5; index += 1) person(pen, 150 + index * 150 + random() * 70, random);
  stall(pen, random);
  return new Promise((done) => {
    canvas.toBlob((blob) => done(new File([blob], `样例${seed}.jpg`, { type: "image/jpeg" })), "image/jpeg", 0.85);
  });
}

function numbers(seed) {
  let state = seed * 2654435761;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 374761393) >>> 0;
    return state / 4294967296;
  };
}

function box(pen, color, x, y, width, height) {
  pen.fillStyle = color;
  pen.fillRect(x, y, width, height);
}

function round(pen, color, x, y, size) {
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(x, y, size, 0, 2 * Math.PI);
  pen.fill();
}

function sky(pen, seed) {
  const [high, low] = SKIES[seed % SKIES.length];
  const fade = pen.createLinearGradient(0, 0, 0, 420);
  fade.addColorStop(0, high);
  fade.addColorStop(1, low);
  box(pen, fade, 0, 0, WIDTH, HEIGHT);
}

function hills(pen, random) {
  for (const [color, base, reach] of [["#9db8a4", 300, 90], ["#7fa086", 370, 60]]) {
    pen.fillStyle = color;
    pen.beginPath();
    pen.moveTo(0, HEIGHT);
    for (let x = 0; x <= WIDTH; x += 60) pen.lineTo(x, base - random() * reach);
    pen.lineTo(WIDTH, HEIGHT);
    pen.fill();
  }
  box(pen, "#c9c3b4", 0, 470, WIDTH, 250);
}

function house(pen, random) {
  const left = 60 + random() * 420;
  box(pen, "#efe9dc", left, 250, 380, 230);
  box(pen, "#6b6f72", left - 24, 222, 428, 34);
  for (let index = 0; index < 3; index += 1) box(pen, "#8fa9b5", left + 36 + index * 118, 300, 76, 84);
}

function banner(pen, seed, random) {
  const top = 180 + random() * 60;
  box(pen, "#7d7469", 70, top - 20, 10, 330);
  box(pen, "#7d7469", 880, top - 20, 10, 330);
  box(pen, "#b5211c", 75, top, 810, 92);
  pen.fillStyle = "#fff4d6";
  pen.font = "600 58px serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(SLOGANS[seed % SLOGANS.length], WIDTH / 2, top + 48, 760);
}

function person(pen, x, random) {
  const y = 430 + random() * 40;
  const coat = COATS[Math.floor(random() * COATS.length)];
  box(pen, "#3c4043", x - 22, y + 120, 18, 90);
  box(pen, "#3c4043", x + 4, y + 120, 18, 90);
  box(pen, coat, x - 34, y + 26, 68, 104);
  round(pen, "#e3bd97", x, y, 26);
  round(pen, "#2d2a28", x, y - 12, 22);
}

function stall(pen, random) {
  box(pen, "#8c2f28", 220, 560, 520, 120);
  box(pen, "#a8433a", 210, 545, 540, 24);
  for (let index = 0; index < 6; index += 1)
    box(pen, index % 2 ? "#fffdf5" : "#e9f1f7", 240 + index * 82 + random() * 16, 528, 56, 22);
}
