// Put away by scanner: the article, how many, the bin. Another bin than the one it lies in is asked for
// twice, since pickers follow it. A put waits on the device while the network is away.

import { request, words } from "./api.js";
import { onCamera } from "./scan/camera.js";
import { articleIn, numberIn } from "./scan/codes.js";
import { openQueue } from "./scan/queue.js";
import { complete, right, wrong } from "./scan/tones.js";
import { onScan } from "./scan/wedge.js";
import { refusalOf } from "./steps.js";

const at = (id) => document.getElementById(id);
const page = at("put-away");

let article = null; // what is in the hand
let doubtful = ""; // a bin that is not the article's; scanned again it is meant
let last = Promise.resolve();

const queue = await openQueue({
  onAnswer(entry, { ok, body }) {
    const refusal = refusalOf(ok, body);
    if (refusal) tell(refusal, "wrong");
    document.dispatchEvent(new CustomEvent("gendan:done"));
  },
  onChange({ waiting, isAway, excuse }) {
    at("wires").hidden = !(isAway && waiting);
    at("wires").textContent = words(
      `网络断了，${waiting} 次上架存在本机，联网后自动补发。${excuse?.remedy ?? ""}`,
      `The network is away. ${waiting} are kept on this device and sent when it is back. ${excuse?.remedy ?? ""}`,
    );
  },
});

function tell(sentence, kind) {
  at("said").textContent = sentence;
  at("said").className = `scan-said ${kind}`;
  if (kind === "wrong") wrong();
}

function show() {
  at("put-form").hidden = !article;
  at("invite").querySelector("span").textContent = article ? words("扫库位", "Scan the bin") : words("扫商品的条码", "Scan an article");
  if (!article) return;
  at("put-bin").textContent = article.bin || words("还没有库位", "No bin yet");
  at("put-name").textContent = article.name;
  at("put-sku").textContent = article.sku;
  at("put-waits").textContent = words(`待上架 ${article.waits} 件，在库 ${article.on_hand}`, `${article.waits} to put away, ${article.on_hand} on hand`);
}

const units = () => Math.max(1, Math.floor(Number(at("put-units").value)) || 1);
const set = (count) => { at("put-units").value = String(Math.max(1, count)); };

function hold(found) {
  if (article?.sku === found.sku) set(units() + 1);
  else set(found.waits || 1);
  article = found;
  doubtful = "";
  right();
  tell(words(`${found.name} × ${units()}`, `${found.name} × ${units()}`), "right");
  show();
}

function put(bin) {
  if (article.bin && article.bin !== bin && doubtful !== bin) {
    doubtful = bin;
    return tell(words(
      `${article.name} 放在 ${article.bin}，不是 ${bin}。要改放 ${bin}，再扫一次。`,
      `${article.name} lies in ${article.bin}, not in ${bin}. To move it there scan ${bin} again.`,
    ), "wrong");
  }
  const one = { warehouse: at("place").value, code: article.sku, bin, quantity: units() };
  tell(words(`放好了：${article.name} × ${one.quantity} → ${bin}`, `Put away: ${article.name} × ${one.quantity} → ${bin}`), "right");
  complete();
  article = null;
  doubtful = "";
  show();
  return queue.add(page.dataset.href, { puts: [one] });
}

async function judge(text) {
  const code = articleIn(numberIn(text)).code;
  const asked = new URLSearchParams({ code, warehouse: at("place").value });
  const { answer, excuse } = await request(`${page.dataset.reads}?${asked}`);
  if (excuse || !answer.ok) return tell(words("网络断了，再扫一次。", "The network is away; scan it again."), "wrong");
  const found = await answer.json();
  if (article && found.bin) return put(found.bin);
  if (found.article) return hold(found.article);
  if (found.bin) return tell(words(`先扫商品，再扫库位 ${code}。`, `Scan the article first, then bin ${code}.`), "wrong");
  return tell(words(`这个仓库没有商品或库位 ${code}。`, `This warehouse has no article and no bin ${code}.`), "wrong");
}

// One after the other, so that a fast hand gets its answers in order.
function take(text) {
  last = last.then(() => judge(text));
}

onScan(take, "#put-units, #put-code");
onCamera(take, (fault) => tell(fault, "wrong"));
at("put-typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = at("put-code").value.trim();
  at("put-code").value = "";
  if (code) take(code);
});
at("put-form").addEventListener("submit", (event) => event.preventDefault());
at("put-less").addEventListener("click", () => set(units() - 1));
at("put-more").addEventListener("click", () => set(units() + 1));
at("put-leave").addEventListener("click", () => {
  article = null;
  tell("", "");
  show();
});
at("place").addEventListener("change", () => at("put-leave").click());
page.dataset.ready = "";
