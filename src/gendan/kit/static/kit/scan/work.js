// What is being picked, as the page knows it: boxes, and units in walking order. The server decides;
// this answers at once, so that a wrong item never waits for a network.

import { words } from "../api.js";
import { answersTo } from "./codes.js";

const OPEN = new Set(["to_pick", "picking", "packed"]);

export const left = (take) => take.quantity - take.picked;
const sum = (takes, of) => takes.reduce((total, take) => total + of(take), 0);

// The articles in walking order, each with its units by box: the first slot first.
export function articles(work) {
  const bySku = new Map();
  for (const take of work.takes) {
    const box = boxOf(work, take.box);
    if (stopped(box) || box.state !== "picking") continue;
    if (!bySku.has(take.sku)) bySku.set(take.sku, { ...take, takes: [] });
    bySku.get(take.sku).takes.push({ take, slot: box.slot });
  }
  return [...bySku.values()].map((article) => {
    const takes = article.takes.sort((one, other) => one.slot - other.slot).map((each) => each.take);
    return { ...article, takes, left: sum(takes, left), whole: sum(takes, (take) => take.quantity) };
  });
}

export function boxOf(work, number) {
  return work.boxes.find((box) => box.number === number);
}

// A box that somebody stopped: its order is held, or it will not go.
export function stopped(box) {
  return (box.held !== "" && OPEN.has(box.state)) || box.state === "cancelled";
}

// Boxes that somebody else picks: they are closed by whoever has the work.
export function ofOthers(work) {
  return work.boxes.filter((box) => box.state === "picking" && box.other);
}

export function progress(work) {
  const going = work.takes.filter((take) => !stopped(boxOf(work, take.box)));
  return { picked: sum(going, (take) => take.picked), whole: sum(going, (take) => take.quantity) };
}

// Boxes whose every unit is in them, and which are not closed yet.
export function complete(work) {
  return work.boxes.filter((box) => {
    const inside = work.takes.filter((take) => take.box === box.number);
    return box.state === "picking" && !stopped(box) && inside.length > 0 && inside.every((take) => left(take) === 0);
  });
}

// What that code is in this work: { article }, or { fault } with what is wrong and what to do.
export function look(work, code, quantity, expected) {
  const article = articles(work).find((each) => answersTo(each, code));
  if (!article) {
    const name = expected ? expected.name : "—";
    return {
      fault: words(
        `这件不在本单里：扫到 ${code}，应为 ${name}。放回原位，扫正确的条码。`,
        `This item is not on the list: ${code} was scanned, it should be ${name}. Put it back and scan the right one.`,
      ),
    };
  }
  if (article.left === 0) {
    return {
      fault: words(
        `多了：${article.name} 已经够了。多的放回原位。`,
        `Too many: there is enough of ${article.name}. Put this one back.`,
      ),
    };
  }
  if (quantity > article.left) {
    return {
      fault: words(
        `多了：${article.name} 还差 ${article.left} 件。改数量再扫。`,
        `Too many: ${article.name} needs ${article.left} more. Correct the number and scan again.`,
      ),
    };
  }
  return { article };
}

// Put so many units into their boxes; where they went: [{ take, units }].
export function put(article, quantity) {
  return spread(article.takes, quantity, left, 1);
}

// Take units out again, from where they went.
export function putBack(placed) {
  placed.forEach(({ take, units }) => { take.picked -= units; });
}

// Units that are not there, taken from the last slots: the first boxes go out whole.
export function lacking(article, quantity) {
  return spread([...article.takes].reverse(), quantity, left, 0);
}

function spread(takes, quantity, room, sign) {
  const placed = [];
  let rest = quantity;
  for (const take of takes) {
    const units = Math.min(rest, room(take));
    if (units <= 0) continue;
    take.picked += sign * units;
    placed.push({ take, units });
    rest -= units;
  }
  return placed;
}
