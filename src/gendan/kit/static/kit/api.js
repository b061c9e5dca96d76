// Asks the server and takes steps, as the person who is signed in. What was typed stays on the page
// until the answer is there; the same attempt keeps its key, so that a repetition has no second
// effect. Whoever signed in anew in another tab goes on where they were.

import { isOwed, reason } from "./override.js";

const page = document.documentElement;
const held = (name) => document.querySelector(`meta[name="${name}"]`);

export function words(zh, en) {
  return page.lang.startsWith("en") ? en : zh;
}

export function freshKey() {
  return crypto.randomUUID ? crypto.randomUUID() : `${Date.now()}-${Math.random()}`;
}

// The answer as { ok, status, body, isAnswered }. `body.results` says what became of each item; where
// the request as a whole was refused, `body.detail` and `body.remedy` say why and what to do.
// `isAnswered`: whether the server itself said what came of it, so that the next press is another
// attempt; a proxy's 502 leaves that open.
export async function post(address, body, key = freshKey(), headers = {}) {
  const told = await sent(address, body, key, headers);
  const override = isOwed(told) && (await reason());
  return override ? sent(address, { ...body, override }, `${key}-override`, headers) : told;
}

async function sent(address, body, key, headers) {
  const { answer, excuse } = await request(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", "Accept-Language": page.lang, "Idempotency-Key": key, ...headers },
    body: JSON.stringify(body),
  });
  if (excuse) return { ok: false, status: answer?.status ?? 0, body: excuse, isAnswered: false };
  const isAnswered = answer.status < 500;
  return { ok: answer.ok, status: answer.status, body: await answer.json().catch(lost), isAnswered };
}

// Where somebody between us and the server answered, in words that are not the server's.
function lost() {
  return {
    detail: words("服务器没有回话，不知道做成了没有。", "The server did not answer; whether it was done is not known."),
    remedy: words("再按一次，不会做两遍。", "Press once more: it will not be done twice."),
  };
}

// The answer of the server, or the excuse why there is none for this person: { detail, remedy }.
export async function request(address, options = {}) {
  const send = () =>
    fetch(address, { credentials: "same-origin", ...options, headers: { ...options.headers, "X-CSRFToken": held("csrf").content } });
  try {
    const answer = await send();
    if (!isTurnedAway(answer)) return { answer };
    const excuse = await renew();
    return excuse ? { answer, excuse } : { answer: await send() };
  } catch {
    return {
      excuse: {
        detail: words("网络断了，还没有提交。", "The network is away; nothing was sent."),
        remedy: words("内容还在，联网后再按一次。", "It is all still here. Try again when you are back."),
      },
    };
  }
}

// At the sign-in page, or with a token of a session that is no more.
export function isTurnedAway(answer) {
  return answer.redirected || answer.status === 401 || answer.status === 403;
}

// Take over the token of the session as it is now. The excuse where it is not this person's.
export async function renew() {
  const answer = await fetch("/token", { credentials: "same-origin" });
  if (!answer.ok || answer.redirected) {
    return {
      detail: words("登录已过期。", "You were signed out."),
      remedy: words("在新标签页登录，再回来按一次；内容还在。", "Sign in in a new tab, come back and press again; it is all still here."),
    };
  }
  const { token, person } = await answer.json();
  if (person !== held("person").content) {
    return {
      detail: words("这个浏览器里现在登录的是别人。", "Somebody else is signed in in this browser now."),
      remedy: words("刷新页面，用现在的账号做。", "Reload the page and go on as them."),
    };
  }
  held("csrf").content = token;
  document.body.setAttribute("hx-headers:inherited", JSON.stringify({ "X-CSRFToken": token }));
  for (const field of document.querySelectorAll('input[name="csrfmiddlewaretoken"]')) field.value = token;
  return null;
}
