// What the picker sees: one thing to take at a time, readable at arm's length.

import { words } from "../api.js";
import { articles, boxOf, progress, stopped } from "./work.js";

const at = (id) => document.getElementById(id);
const SHOWN = 3; // slots of one scan that are named

// The parts of the page of which one is seen at a time.
export function showOnly(name) {
  ["home", "shelf", "walk"].forEach((part) => { at(part).hidden = part !== name; });
}

export function say(text, kind = "") {
  const said = at("said");
  said.textContent = text;
  said.className = `scan-said ${kind}`;
  at("scan").dataset.last = kind;
}

export function showWork(work, current, acts) {
  showOnly("walk");
  const { picked, whole } = progress(work);
  at("walk-number").textContent = work.number;
  at("walk-progress").textContent = whole ? `${picked} / ${whole}` : "";
  at("walk-bar").value = whole ? picked / whole : 1;
  at("card").hidden = !current;
  if (current) {
    at("card-bin").textContent = current.bin || words("无库位", "No bin");
    at("card-name").textContent = current.name;
    at("card-sku").textContent = current.sku;
    at("card-left").textContent = current.left;
  }
  at("acts").hidden = !current;
  showBoxes(work, acts);
  showList(work, current);
}

// Boxes that are closed, and papers that are ready.
function showBoxes(work, { print, issue }) {
  const isAlone = work.kind === "box";
  const closed = work.boxes.filter((box) => !["to_pick", "picking"].includes(box.state) || box.isClosing);
  at("closed").replaceChildren(...closed.map((box) => {
    const row = document.createElement("li");
    row.className = stopped(box) ? "late" : box.note ? "done" : "";
    const name = isAlone ? box.number : words(`格口 ${box.slot}`, `Slot ${box.slot}`);
    row.append(part("b", name), part("span", box.note || (box.isClosing ? words("封箱中", "Closing") : box.stateName)));
    if (box.note) row.append(act(words("打印出库单", "Print the goods issue note"), isAlone, (button) => print(button, [box.number])));
    if (box.state === "packed" && !stopped(box)) row.append(act(words("出库", "Issue goods"), true, (button) => issue(button, box.number)));
    return row;
  }));
  const noted = closed.filter((box) => box.note).map((box) => box.number);
  at("print-all").hidden = noted.length < 2;
  at("print-all").onclick = () => print(at("print-all"), noted);
  at("closed").hidden = closed.length === 0;
  const isOver = work.boxes.every((box) => !["to_pick", "picking"].includes(box.state));
  at("over").hidden = !isOver;
}

function showList(work, current) {
  at("rest").replaceChildren(...articles(work).map((article) => {
    const row = document.createElement("li");
    row.className = article.left === 0 ? "is-done" : article.sku === current?.sku ? "is-current" : "";
    row.append(
      part("code", article.bin || "–"),
      part("span", article.name),
      part("b", `${article.whole - article.left} / ${article.whole}`),
    );
    return row;
  }));
}

// Into which slots the units of a scan go, in letters that are seen from a cart.
export function showSlots(work, placed) {
  const isWave = work.kind === "wave";
  at("slots").hidden = !isWave;
  if (!isWave) return "";
  const named = placed.map(({ take, units }) => ({ slot: boxOf(work, take.box).slot, units }));
  at("slots").replaceChildren(...named.slice(0, SHOWN).map(({ slot, units }) => {
    const one = part("li", words("格口", "Slot"));
    one.append(part("b", String(slot)), part("span", `× ${units}`));
    return one;
  }));
  if (named.length > SHOWN) at("slots").append(part("li", `+ ${named.length - SHOWN}`));
  return named.map(({ slot, units }) => (units === 1 ? `${slot}` : words(`${slot}，${units} 件`, `${slot}, ${units}`))).join("；");
}

export function hideSlots() {
  at("slots").hidden = true;
}

// The work stops, and says why; `onGoOn` where the others of a wave can be gone on with.
export function showStop(sentence, page, onGoOn) {
  at("stop").hidden = false;
  at("stop-why").textContent = sentence;
  at("stop-order").href = page;
  at("stop-go-on").hidden = !onGoOn;
  at("stop-go-on").onclick = onGoOn;
}

export function hideStop() {
  at("stop").hidden = true;
}

export function showShelf(told) {
  showOnly("shelf");
  at("shelf-bin").textContent = told.number;
  at("shelf-rows").replaceChildren(...told.wanted.map((one) => {
    const row = document.createElement("li");
    const link = part("a", "");
    link.href = `/scan/${one.box}`;
    link.append(part("b", `${one.units} × ${one.name}`), part("span", one.box, "mono cut"), part("span", one.state, "soft"));
    row.append(link);
    return row;
  }));
}

// How many scans wait on the device, and why.
export function showQueue({ waiting, others, isAway, excuse }) {
  const lines = [];
  if (isAway && waiting) {
    lines.push(words(`网络断了：${waiting} 次操作存在本机，联网后按顺序补传。继续拣，不会丢。`,
      `The network is away: ${waiting} scans are kept on this device and will be sent in order. Go on; nothing is lost.`));
    if (excuse?.detail) lines[0] = `${excuse.detail} ${excuse.remedy ?? ""} ${words(`${waiting} 次操作存在本机。`, `${waiting} scans are kept on this device.`)}`;
  }
  if (others) {
    lines.push(words(`这台设备上还有别人的 ${others} 次操作没传：请本人登录后打开这一页。`,
      `${others} scans of somebody else wait on this device: let them sign in and open this page.`));
  }
  at("wires").hidden = lines.length === 0;
  at("wires").textContent = lines.join(" ");
  at("scan").dataset.waiting = waiting;
}

function act(text, isMain, does) {
  const button = part("button", text, isMain ? "main" : "");
  button.type = "button";
  button.addEventListener("click", () => does(button));
  return button;
}

function part(tag, text, className = "") {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}
