// The scan screen, wired together: a scan is judged here at once, kept on the device, sent in order,
// and judged once more by the server, whose word counts.

import { post, words } from "./api.js";
import { print, printAtOnce } from "./papers.js";
import { onCamera } from "./scan/camera.js";
import { articleIn, numberIn } from "./scan/codes.js";
import { conflictsOf } from "./scan/conflicts.js";
import { isOver, marksForm } from "./scan/marks.js";
import { fetchWork } from "./scan/opening.js";
import { quantityOf, shortPanel, weightPanel } from "./scan/panels.js";
import { openQueue } from "./scan/queue.js";
import * as screen from "./scan/screen.js";
import * as tones from "./scan/tones.js";
import { onScan } from "./scan/wedge.js";
import { articles, boxOf, complete, lacking, look, ofOthers, put, putBack, stopped } from "./scan/work.js";

const NUMBER = /^(\d{6,}-\d+|BC\d+)$/; // a shipment or a wave
// On this device: each box is weighed before it is closed; its note is printed once it is.
const WEIGHS = "gendan.scan.weighs";
const PRINTS = "gendan.scan.prints";
const at = (id) => document.getElementById(id);
const told = JSON.parse(at("told").textContent);

let work = null;
let wanted = ""; // SKU that the picker turned to
let last = null; // the scan that can be undone
let changes = 0; // counts what was done here, so that an older answer is not believed
let isStale = false;
let queue = null;
const accepted = new Set(); // boxes of a wave that were stopped, and that the picker has put aside
const failed = new Set(); // boxes that would not be closed
const listed = conflictsOf("scan");

const quantity = quantityOf(handle);
const marks = marksForm(at("marks"), { onMarks: (article, given) => take(article, article.code, given), onFault: wrong });
const short = shortPanel(reportShort);
const weight = weightPanel(pack);

function wrong(text) {
  tones.wrong();
  screen.say(text, "wrong");
}

function tell(text) {
  listed.add(text);
  tones.wrong();
}

// --- opening -------------------------------------------------------------------------------

async function open(code) {
  screen.say(words("打开中…", "Opening…"));
  let found = await fetchWork(code);
  if (found.trouble) return wrong(found.trouble);
  if (found.kind === "bin") {
    tones.right();
    work = null;
    screen.say("");
    return screen.showShelf(found);
  }
  const waiting = found.boxes.filter((box) => box.state === "to_pick" && (found.kind === "box" || box.slot) && !stopped(box));
  if (waiting.length) {
    const answer = await post(told.steps.start_pick, { shipments: waiting.map((box) => box.number) });
    if (!answer.ok) return wrong(`${answer.body.detail} ${answer.body.remedy ?? ""}`);
    const refused = refusedIn(answer);
    if (found.kind === "box" && refused.length) return wrong(`${refused[0].message} ${refused[0].remedy}`);
    refused.forEach((result) => tell(`${result.shipment}：${result.message} ${result.remedy}`));
    found = await fetchWork(code);
    if (found.trouble) return wrong(found.trouble);
  }
  history.replaceState(null, "", `/scan/${code}`);
  work = found;
  wanted = "";
  last = null;
  accepted.clear();
  tones.right();
  screen.say(words("打开了。", "Open."), "right");
  // Left before it was closed: it is weighed now, or closed by hand.
  if (!at("weighs").checked) complete(work).forEach((box) => failed.add(box.number));
  show();
  return closeWhatIsComplete();
}

const refusedIn = (answer) => (answer.body.results ?? []).filter((result) => result.status === "refused");

// --- showing -------------------------------------------------------------------------------

function current() {
  const all = articles(work).filter((article) => article.left > 0);
  return all.find((article) => article.sku === wanted) ?? all[0];
}

function show() {
  if (!work) return;
  const article = current();
  screen.showWork(work, article, { print: printNotes, issue });
  at("close-again").hidden = !complete(work).some((box) => failed.has(box.number));
  at("quantity-all").textContent = words(`全部 ${article?.left ?? 0}`, `All ${article?.left ?? 0}`);
  at("undo").disabled = !last;
  const [first] = ofOthers(work);
  at("other").hidden = !first;
  if (first) at("other-name").textContent = words(`${first.other} 正在拣这一单。`, `${first.other} is picking this one.`);
  stopWhereHeld();
}

function stopWhereHeld() {
  const box = work.boxes.find((each) => stopped(each) && !accepted.has(each.number));
  if (!box) return screen.hideStop();
  const name = work.kind === "wave" ? words(`格口 ${box.slot}，${box.number}`, `slot ${box.slot}, ${box.number}`) : box.number;
  const why = box.state === "cancelled" ? words("已作废，不发了", "it is void and will not go") : box.held;
  const sentence = words(
    `停！${name}：${why}。把这一单的货放在一边，不要再拣。`,
    `Stop! ${name}: ${why}. Put its goods aside and pick no more of it.`,
  );
  const goOn = work.kind === "wave" ? () => { accepted.add(box.number); show(); } : null;
  if (at("stop-why").textContent !== sentence || at("stop").hidden) {
    tones.stop(sentence);
    screen.say("");
  }
  marks.hide();
  short.hide();
  weight.drop(box.number);
  return screen.showStop(sentence, box.orderPage, goOn);
}

function issue(button, number) {
  button.disabled = true;
  changes += 1;
  return queue.add(told.steps.issue, { shipments: [number] }, { kind: "issue" });
}

function printNotes(button, numbers) {
  button.dataset.href = told.prints;
  button.dataset.paper = told.paper;
  return print(button, numbers);
}

// Look anew at what others did; never while something of ours is on its way.
async function refresh() {
  if (!work) return;
  const before = changes;
  if (!(await queue.isIdle())) {
    isStale = true;
    return;
  }
  const found = await fetchWork(work.number);
  if (found.trouble || !work || found.number !== work.number) return;
  const isIdle = await queue.isIdle();
  if (changes !== before || !isIdle) { // asked last: a scan may come while the queue is looked at
    isStale = true;
    return;
  }
  isStale = false;
  work = found;
  show();
  closeWhatIsComplete();
}

// --- scanning ------------------------------------------------------------------------------

function handle(text) {
  const number = numberIn(text);
  short.hide(); // whoever scans goes on
  if (!work || NUMBER.test(number)) {
    if (work && number === work.number) return tones.right();
    return open(number);
  }
  if (!at("stop").hidden) return tones.stop(at("stop-why").textContent);
  const shelf = articles(work).find((article) => article.bin === number && article.left > 0);
  if (shelf) {
    wanted = shelf.sku;
    tones.right();
    screen.say(words(`库位 ${number} 对了。`, `Bin ${number} is right.`), "right");
    return show();
  }
  const scanned = articleIn(text);
  const { article, fault } = look(work, scanned.code, quantity.value(), current());
  if (fault) return wrong(fault);
  const given = { lot: scanned.lot, serial: scanned.serial, expires_on: scanned.expires };
  if (isOver(given.expires_on)) return expired(article, given.expires_on);
  if (article.asks.some((name) => !given[name])) {
    // A lot is the same for its neighbours, and so is a last day.
    const before = last?.sku === article.sku ? { lot: last.marks.lot, expires_on: last.marks.expires_on } : {};
    tones.right();
    const known = Object.fromEntries(Object.entries(given).filter(([, value]) => value));
    return marks.ask({ ...article, code: scanned.code }, { ...before, ...known });
  }
  return take(article, scanned.code, given);
}

function expired(article, day) {
  wrong(words(
    `过期了：${article.name}，效期到 ${day}。拿下来，按“过期”报缺，再拿一件。`,
    `Past its last day: ${article.name}, ${day}. Take it off the shelf, report it as expired, and take another.`,
  ));
}

async function take(article, code, given) {
  if (given.expires_on && isOver(given.expires_on)) return expired(article, given.expires_on);
  const units = quantity.value();
  if (given.serial && units > 1) return wrong(words("有序列号的一次扫一件。", "Scan one at a time: each has its serial number."));
  changes += 1;
  const placed = put(article, units);
  placed.forEach(({ take: one }) => failed.delete(one.box));
  wanted = article.sku;
  quantity.set(1);
  const scans = placed.map(({ take: one, units: count }) => ({
    shipment: one.box, code, quantity: count, bin: one.bin,
    ...(given.lot && { lot: given.lot }), ...(given.serial && { serial: given.serial }),
    ...(given.expires_on && { expires_on: given.expires_on }),
  }));
  last = { placed, scans, sku: article.sku, name: article.name, marks: given };
  tones.right();
  const slots = screen.showSlots(work, placed);
  screen.say(words(`对：${article.name} × ${units}`, `Right: ${article.name} × ${units}`), "right");
  if (slots) tones.aloud(slots);
  show();
  const sent = queue.add(told.steps.pick, { scans }, { kind: "pick" });
  closeWhatIsComplete();
  return sent;
}

async function undo() {
  if (!last) return;
  const { placed, scans, name } = last;
  if (placed.some(({ take: one }) => boxOf(work, one.box)?.isClosing || boxOf(work, one.box)?.state !== "picking")) {
    return wrong(words("箱子已经封了：先拆包，再改。", "The box is closed: unpack it first."));
  }
  changes += 1;
  putBack(placed);
  // The work may have been looked at anew since: then the units are counted in its own rows.
  for (const { take: one, units } of placed) {
    const row = work.takes.find((each) => each.box === one.box && each.sku === one.sku);
    if (row && row !== one) row.picked -= units;
    weight.drop(one.box);
  }
  last = null;
  screen.hideSlots();
  screen.say(words(`撤销了：${name}。放回原位。`, `Undone: ${name}. Put it back.`), "right");
  show();
  return queue.add(told.steps.undo_pick, { scans }, { kind: "undo" });
}

function reportShort(reason, units, sku) {
  const article = articles(work).find((each) => each.sku === sku && each.left > 0);
  if (!article) return show(); // it was found since
  const shorts = lacking(article, Math.min(units, article.left)).map(({ take: one, units: count }) => ({
    shipment: one.box, code: article.sku, quantity: count, reason,
  }));
  changes += 1;
  isStale = true;
  screen.say(words(`报缺：${article.name} × ${units}。服务器在补配…`, `Reported short: ${article.name} × ${units}. Looking elsewhere…`));
  return queue.add(told.steps.report_short, { shorts }, { kind: "short", name: article.name });
}

// --- closing -------------------------------------------------------------------------------

function closeWhatIsComplete() {
  if (!work) return;
  for (const box of complete(work)) {
    if (box.isClosing || box.other || failed.has(box.number)) continue;
    const name = work.kind === "wave" ? words(`格口 ${box.slot}`, `slot ${box.slot}`) : box.number;
    if (at("weighs").checked) weight.ask({ number: box.number, name });
    else pack(box.number, null, "");
  }
}

function pack(number, grams, rechecked) {
  const box = boxOf(work, number);
  if (box) box.isClosing = true;
  changes += 1;
  show();
  const closing = { shipment: number, ...(grams && { weight_grams: grams }), ...(rechecked && { rechecked }) };
  return queue.add(told.steps.pack, { boxes: [closing] }, { kind: "pack", grams });
}

async function onAnswer(entry, answer) {
  changes += 1;
  isStale = true;
  const { kind } = entry.about;
  if (!answer.ok) tell(`${answer.body.detail ?? ""} ${answer.body.remedy ?? ""}`);
  for (const result of answer.body.results ?? []) {
    if (result.status === "done") await onDone(kind, result, entry);
    else onRefused(kind, result, entry);
  }
}

async function onDone(kind, { shipment }, entry) {
  if (kind === "pack") await queue.add(told.steps.issue, { shipments: [shipment] }, { kind: "issue" });
  if (kind === "issue") {
    tones.complete();
    if (at("prints").checked) printAtOnce(told.prints, told.paper, [shipment]);
    screen.say(words(`${shipment} 已封箱出库。`, `${shipment} is closed and issued.`), "right");
  }
  if (kind === "short") {
    screen.say(words(
      `已报缺：${entry.about.name}。库存已按原因处理，补不到的立了缺货单。`,
      `Reported short: ${entry.about.name}. Stock is corrected; what nobody has opened a shortage case.`,
    ), "right");
  }
}

function onRefused(kind, result, entry) {
  if (result.code === "already_done") return;
  if (kind === "issue" && failed.has(result.shipment)) return;
  const box = work && boxOf(work, result.shipment);
  if (kind === "pack") {
    if (box) box.isClosing = false;
    if (result.code === "weight_off" && box) {
      tones.wrong();
      weight.ask({ number: result.shipment, name: result.shipment, weight: entry.about.grams, trouble: `${result.message} ${result.remedy}` });
      return;
    }
    failed.add(result.shipment);
  }
  tell(`${result.shipment}：${result.message} ${result.remedy}`);
}

// --- the page ------------------------------------------------------------------------------

// A choice for this device, whoever works with it.
function remembered(tick, name) {
  tick.checked = localStorage.getItem(name) !== null;
  tick.addEventListener("change", () => {
    if (tick.checked) localStorage.setItem(name, "1");
    else localStorage.removeItem(name);
  });
}

function leave() {
  location.href = "/scan";
}

async function begin() {
  queue = await openQueue({
    onAnswer,
    onChange: (state) => {
      screen.showQueue(state);
      if (state.waiting === 0 && isStale) refresh();
    },
  });
  remembered(at("weighs"), WEIGHS);
  remembered(at("prints"), PRINTS);
  onScan(handle);
  onCamera(handle, wrong);
  if (told.opens) await open(told.opens);
  at("scan").dataset.ready = "";
}

document.querySelectorAll("form[data-typed]").forEach((form) => form.addEventListener("submit", (event) => {
  event.preventDefault();
  const field = form.querySelector("input");
  const code = field.value.trim();
  field.value = "";
  field.blur();
  if (code) handle(code);
}));
document.querySelectorAll("[data-home]").forEach((button) => button.addEventListener("click", leave));
quantity.onAll(() => quantity.set(current()?.left ?? 1));
at("undo").addEventListener("click", undo);
at("close-again").addEventListener("click", () => {
  failed.clear();
  closeWhatIsComplete();
});
at("short-open").addEventListener("click", () => { if (current()) short.ask(current()); });
at("later").addEventListener("click", () => {
  short.hide();
  const all = articles(work).filter((article) => article.left > 0);
  const place = all.findIndex((article) => article.sku === current().sku);
  wanted = all[(place + 1) % all.length].sku;
  show();
});
at("take-over").addEventListener("click", async () => {
  const answer = await post(told.steps.reassign, { shipments: ofOthers(work).map((box) => box.number), to: told.me });
  const [refused] = refusedIn(answer);
  if (!answer.ok || refused) return wrong(refused ? `${refused.message} ${refused.remedy}` : `${answer.body.detail} ${answer.body.remedy ?? ""}`);
  return refresh();
});
at("scan").addEventListener("changed", refresh);
begin();
