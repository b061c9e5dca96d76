// Carriers and numbers: take the proposals for many at once, draw numbers or ask for them, and give a
// parcel the number of its label: first the parcel is scanned, then the label.

import { freshKey, post, request, words } from "../api.js";
import { onCamera } from "../scan/camera.js";
import { numberIn } from "../scan/codes.js";
import { aloud, right, wrong } from "../scan/tones.js";
import { onScan } from "../scan/wedge.js";
import { toast } from "../toasts.js";

const MOST = 500; // parcels of one request
const ASSIGN = "/api/v1/shipments/waybills";
const board = document.getElementById("board");
const sign = document.getElementById("scanned");

let chosen = ""; // the parcel whose label is scanned next
let doubtful = ""; // a number that looked like another carrier's; scanned again it is meant

board.addEventListener("click", (event) => {
  const act = event.target.closest("[data-act]");
  if (act) press(act);
});
board.addEventListener("change", (event) => {
  if (event.target.matches("[data-all]")) tick(event.target);
  if (event.target.matches("[data-choose]") && event.target.value) choose(event.target);
  count();
});
board.addEventListener("htmx:after:swap", () => { mark(); count(); });
onScan(take);
onCamera(take, (fault) => { wrong(); tell("wrong", fault); });
document.getElementById("by-hand").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = document.getElementById("typed");
  if (field.value.trim()) take(field.value);
  field.value = "";
  field.focus();
});
count();

function rows(block) {
  return [...block.querySelectorAll("tbody tr")].filter((row) => row.querySelector("[data-one]").checked);
}

function tick(all) {
  all.closest("table").querySelectorAll("[data-one]").forEach((one) => { one.checked = all.checked; });
}

function count() {
  for (const block of board.querySelectorAll("[data-block]")) {
    const chosenRows = rows(block).filter((row) => !row.dataset.waybill && (block.dataset.carrier || row.dataset.proposed));
    block.querySelectorAll(".chosen-count").forEach((place) => { place.textContent = chosenRows.length || ""; });
    block.querySelectorAll("[data-act]").forEach((button) => { button.disabled = !chosenRows.length; });
    const [all, ticked] = [block.querySelector("[data-all]"), rows(block).length];
    all.checked = ticked > 0 && ticked === block.querySelectorAll("[data-one]").length;
    all.indeterminate = ticked > 0 && !all.checked;
  }
}

function press(button) {
  const block = button.closest("[data-block]");
  const wanted = rows(block).filter((row) => !row.dataset.waybill);
  if (button.dataset.act === "propose") {
    const proposed = wanted.filter((row) => row.dataset.proposed);
    return send(button, proposed, (part) => ({
      parcels: part.map((row) => ({ shipment: row.dataset.number, carrier: row.dataset.proposed, reason: row.dataset.reason })),
    }));
  }
  return send(button, wanted, (part) => ({ shipments: part.map((row) => row.dataset.number) }));
}

function choose(select) {
  const carrier = select.value;
  select.value = "";
  return send(select, rows(select.closest("[data-block]")), (part) => ({
    parcels: part.map((row) => ({ shipment: row.dataset.number, carrier })),
  }));
}

async function send(control, wanted, bodyOf) {
  const key = freshKey();
  const href = control.dataset.href;
  let done = 0;
  let refused = 0;
  control.disabled = true;
  for (let from = 0; from < wanted.length; from += MOST) {
    const part = wanted.slice(from, from + MOST);
    const { ok, body } = await post(href, bodyOf(part), `${key}-${from}`);
    if (!ok) {
      toast(`${body.detail || ""} ${body.remedy || ""}`, "error");
      break;
    }
    done += body.done;
    for (const result of body.results.filter((one) => one.status === "refused")) {
      refused += 1;
      const place = part[result.item].querySelector("[data-refused]");
      place.textContent = `${result.message} ${result.remedy}`;
      place.hidden = false;
    }
  }
  control.disabled = false;
  if (done) toast(words(`完成 ${done} 件`, `${done} done`), "success");
  if (refused) toast(words(`${refused} 件没有做，原因在行里。`, `${refused} were refused; each row says why.`), "warning");
  if (done) {
    document.dispatchEvent(new CustomEvent("gendan:done"));
    board.dispatchEvent(new CustomEvent("changed"));
  }
}

function rowOf(number) {
  return document.getElementById(`p-${number}`);
}

function mark() {
  board.querySelectorAll(".is-current").forEach((row) => row.classList.remove("is-current"));
  rowOf(chosen)?.classList.add("is-current");
}

function take(text) {
  scan(numberIn(text)).catch(() => tell("wrong", words("网络断了，再扫一次。", "The network is away; scan it again.")));
}

async function scan(code) {
  const row = rowOf(code);
  if (row) {
    if (!row.closest("[data-block]").dataset.carrier) {
      wrong();
      return tell("wrong", words(`${code} 还没有定承运商。`, `${code} has no carrier yet.`));
    }
    chosen = code;
    mark();
    row.scrollIntoView({ block: "nearest" });
    right();
    return tell("right", words(`${code}：现在扫面单`, `${code}: now scan its label`));
  }
  if (!chosen) {
    wrong();
    return tell("wrong", words(`先扫发货单，再扫面单。${code} 不在这里。`, `Scan the shipment first. ${code} is not here.`));
  }
  return label(rowOf(chosen).closest("[data-block]"), code);
}

async function label(block, code) {
  const form = new FormData();
  form.append("number", code);
  form.append("carrier", block.dataset.carrier);
  const { answer, excuse } = await request("/dispatching/recognised", { method: "POST", body: form });
  if (excuse || !answer.ok) throw new Error("away");
  const found = await answer.json();
  if (found.misread) {
    wrong();
    aloud(found.said);
    return tell("wrong", `${code}：${found.said}`);
  }
  const isStrange = found.carriers.length > 0 && !found.carriers.includes(block.dataset.carrier);
  if (isStrange && doubtful !== code) {
    doubtful = code;
    wrong();
    const names = found.carriers.map((carrier) => document.querySelector(`[data-choose] option[value="${CSS.escape(carrier)}"]`)?.textContent ?? carrier);
    const sentence = words(`像${names.join("、")}的单号，不是${block.dataset.called}的。没错就再扫一次。`, `It looks like a number of ${names.join(", ")}, not of ${block.dataset.called}. Scan it again if it is right.`);
    aloud(sentence);
    return tell("wrong", sentence);
  }
  doubtful = "";
  const { ok, body } = await post(ASSIGN, { parcels: [{ shipment: chosen, carrier: block.dataset.carrier, number: code }] });
  const first = ok ? body.results[0] : { status: "refused", message: body.detail, remedy: body.remedy };
  if (first.status === "refused") {
    wrong();
    return tell("wrong", `${first.message} ${first.remedy}`);
  }
  right();
  tell("right", words(`${chosen} 贴好了 ${code}`, `${chosen} bears ${code}`));
  chosen = "";
  document.dispatchEvent(new CustomEvent("gendan:done"));
  board.dispatchEvent(new CustomEvent("changed"));
}

function tell(kind, sentence) {
  sign.className = `said scanned ${kind === "right" ? "success" : "error"}`;
  sign.textContent = sentence;
}
