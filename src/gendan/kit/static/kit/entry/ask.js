// Asks the server what the page was told that it may ask.

import { post } from "../api.js";

export const told = JSON.parse(document.getElementById("told").textContent);

export function ask(name, body, key) {
  return post(told.asks[name], body, key);
}
