/* One question to the server; a refusal becomes an Error with its one line. */

const LOST = "连不上村报，请看看它是否还在运行。";

async function answer(request) {
  let given;
  try {
    given = await request;
  } catch {
    throw new Error(LOST);
  }
  let content = {};
  try {
    content = await given.json();
  } catch {
    content = {};
  }
  if (!given.ok) throw new Error(content.error || `没有成功（${given.status}）。`);
  return content;
}

export function get(path, query = {}) {
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  return answer(fetch(`${path}?${asked}`));
}

export function post(path, body) {
  if (body instanceof FormData) return answer(fetch(path, { method: "POST", body }));
  const headers = { "Content-Type": "application/json" };
  return answer(fetch(path, { method: "POST", headers, body: JSON.stringify(body) }));
}
