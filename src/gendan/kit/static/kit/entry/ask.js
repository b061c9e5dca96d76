// Asks the server, and survives an expired session: after signing in elsewhere the page's own token
// is an old one, so it fetches another and asks again.

import { freshKey, post } from "../api.js";

export const told = JSON.parse(document.getElementById("told").textContent);

const SIGNED_OUT = 401;

export async function ask(name, body, key = freshKey()) {
  const answer = await post(told.asks[name], body, key);
  const expired = answer.status === SIGNED_OUT || answer.body.code === "forgery_suspected";
  return expired && (await renewed()) ? post(told.asks[name], body, key) : answer;
}

async function renewed() {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer || !answer.ok || answer.redirected) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.querySelector('meta[name="csrf"]');
  if (fresh) document.querySelector('meta[name="csrf"]').content = fresh.content;
  return fresh !== null;
}
