// What was typed survives a reload and a lost session: kept in this tab until it is placed.

import { told } from "./ask.js";

const PREFIX = "gendan.entry.";
const MINE = PREFIX + told.seller;

// Another person's draft is nobody's business.
export function sweep() {
  Object.keys(sessionStorage)
    .filter((name) => name.startsWith(PREFIX) && name !== MINE)
    .forEach((name) => sessionStorage.removeItem(name));
}

export function keep(values) {
  sessionStorage.setItem(MINE, JSON.stringify(values));
}

export function find() {
  try {
    return JSON.parse(sessionStorage.getItem(MINE));
  } catch {
    return null;
  }
}

export function drop() {
  sessionStorage.removeItem(MINE);
}
