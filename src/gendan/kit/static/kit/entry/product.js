// The box for goods. A scan ends with Enter and adds one unit at once, however fast the next follows;
// typing offers what is called so.

import { words } from "../api.js";
import { ask } from "./ask.js";
import { Choices, part } from "./choices.js";
import { cents, shown } from "./money.js";
import { right, wrong } from "../scan/tones.js";

const PAUSE = 140; // milliseconds without a key, after which a list is asked for: no scanner is so slow
const TIMES = /^(\d{1,4})[*×](.*)$/; // 3*6901234567892 is three of them

const box = document.getElementById("product");
const said = document.getElementById("product-said");
const known = new Map(); // by code, what was found before

export function watch({ store, add, onward, back }) {
  let waiting = 0;
  let queue = Promise.resolve();
  let serial = 0;

  const choices = new Choices(box, document.getElementById("product-list"), {
    told: option,
    taken(article) {
      const [count] = typed(box.value);
      box.value = "";
      take(article, count);
    },
  });

  function take(article, count) {
    for (const code of [article.sku, article.gtin]) if (code) known.set(`${store()} ${code}`, article);
    add(article, count);
    right();
    said.textContent = words(`${article.name} 加 ${count} 件`, `${count} × ${article.name} added`);
  }

  async function find(text) {
    const answer = await ask("articles", { store: store(), text });
    if (answer.ok) return answer.body.found;
    said.textContent = `${answer.body.detail ?? ""} ${answer.body.remedy ?? ""}`;
    return null;
  }

  // What was scanned waits its turn, so that units are added in the order of the scans.
  function scan(value) {
    const [count, text] = typed(value);
    const before = known.get(`${store()} ${text}`);
    queue = queue.then(async () => {
      if (before) return take(before, count);
      const found = await find(text);
      if (!found) return giveBack(value);
      const exact = found.filter((article) => article.exact);
      if (exact.length === 1) return take(exact[0], count);
      giveBack(value);
      if (found.length === 0) {
        wrong();
        said.textContent = words(`没有“${text}”这个商品，或已停售。`, `No article “${text}” is sold.`);
        box.select();
      } else if (box.value === value) {
        choices.open(found);
      }
    });
  }

  function giveBack(value) {
    if (box.value === "") box.value = value;
  }

  async function offer() {
    const [, text] = typed(box.value);
    const mine = ++serial;
    if (text === "") return choices.close();
    const found = await find(text);
    if (found && mine === serial && typed(box.value)[1] === text && document.activeElement === box) {
      choices.open(found);
      said.textContent = found.length ? "" : words("没有这样的商品。", "No such article.");
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    choices.close();
    waiting = setTimeout(offer, PAUSE);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || choices.obeys(event)) return;
    if (event.key === "ArrowUp") {
      event.preventDefault();
      back();
    }
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    clearTimeout(waiting);
    serial++;
    const value = box.value.trim();
    if (value === "") return onward();
    box.value = "";
    scan(value);
  });
}

function typed(value) {
  const times = TIMES.exec(value.trim());
  return times ? [Math.max(1, Number(times[1])), times[2].trim()] : [1, value.trim()];
}

function option(article) {
  const free = part("span", words(`可用 ${article.free}`, `${article.free} free`), article.free > 0 ? "soft" : "late");
  return [part("b", article.name), part("code", article.sku), free, part("span", shown(cents(article.price)), "figure")];
}
