// Asks the server, and survives an expired session: after signing in elsewhere the page's own token
// is an old one, so it fetches another and asks again.

import { freshKey, post, words } from "../api.js";

export const told = JSON.parse(document.getElementById("told").textContent);

const SIGNED_OUT = 401;
const FORGED = 403;

export async function ask(name, body, key = freshKey()) {
  const answer = await post(told.asks[name], body, key);
  if (!isExpired(answer)) return answer;
  if (await renewed()) return post(told.asks[name], body, key);
  answer.body.detail = words("登录已过期。", "You were signed out.");
  answer.body.remedy = words("在新标签页登录，再回来按一次；内容还在。", "Sign in in a new tab, come back and press again; it is all still here.");
  return answer;
}

function isExpired({ status, body }) {
  const isForged = body.code === undefined || body.code === "forgery_suspected";
  return status === SIGNED_OUT || (status === FORGED && isForged);
}

async function renewed() {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf"]');
  if (fresh) document.querySelector('meta[name="csrf"]').content = fresh.content;
  return fresh !== null;
}
