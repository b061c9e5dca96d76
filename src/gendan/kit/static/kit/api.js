// Takes steps over the API, as the person who is signed in. What was typed stays on the page until
// the answer is there; the same attempt keeps its key, so that a repetition has no second effect.

const page = document.documentElement;

export function words(zh, en) {
  return page.lang.startsWith("en") ? en : zh;
}

export function freshKey() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
}

// The answer as { ok, status, body }. `body.results` says what became of each item; where the
// request as a whole was refused, `body.detail` and `body.remedy` say why and what to do.
export async function post(address, body, key = freshKey(), headers = {}) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      credentials: "same-origin",
      headers: {
        "Content-Type": "application/json",
        "Accept-Language": page.lang,
        "Idempotency-Key": key,
        "X-CSRFToken": document.querySelector('meta[name="csrf"]').content,
        ...headers,
      },
      body: JSON.stringify(body),
    });
  } catch {
    const detail = words("网络断了，还没有提交。", "The network is away; nothing was sent.");
    const remedy = words("内容还在，联网后再按一次。", "It is all still here. Try again when you are back.");
    return { ok: false, status: 0, body: { detail, remedy } };
  }
  const told = await answer.json().catch(() => ({}));
  if (answer.status === 401 || told.code === "forgery_suspected") {
    told.detail = words("登录已过期。", "You were signed out.");
    told.remedy = words("在新标签页登录，再回来按一次；内容还在。", "Sign in in a new tab, come back and press again; it is all still here.");
  }
  return { ok: answer.ok, status: answer.status, body: told };
}
