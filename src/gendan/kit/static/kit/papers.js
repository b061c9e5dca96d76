// Papers: noted first who prints what, then the PDF opens in a tab of its own. What cannot be
// printed comes back with its reason, as for steps.

import { post, words } from "./api.js";
import { toast } from "./toasts.js";

const MOST = 500; // papers of one print
const SPOOLED = 5; // prints whose frames stay, since their printer may be slow

// Print the paper that the button names of these shipments. Resolves to a map of the refused ones,
// number to sentence, or to null when nothing came of it.
export async function print(button, numbers) {
  // Opened while the click is fresh: later the browser would take it for an advertisement.
  const tab = window.open("", "_blank");
  const pile = numbers.slice(0, MOST);
  const { ok, body } = await post(button.dataset.href, {
    paper: button.dataset.paper,
    shipments: pile,
    in_bin_order: "inBinOrder" in button.dataset,
  });
  if (!ok) {
    tab?.close();
    const faults = (body.errors || []).map((fault) => `${fault.message} ${fault.remedy}`);
    toast(faults.join(" ") || `${body.detail || ""} ${body.remedy || ""}`.trim(), "error");
    return null;
  }
  const refused = new Map();
  for (const result of body.results) {
    if (result.status === "refused") refused.set(result.shipment, `${result.message} ${result.remedy}`);
  }
  if (body.print === null) tab?.close();
  else show(tab, `/prints/${body.print}`);
  tell(refused, pile.length, numbers.length);
  return refused;
}

// Print without a press, for a workstation whose printer takes what comes. The dialogue of the
// browser opens by itself; a browser that was started for it (--kiosk-printing) prints silently.
export async function printAtOnce(address, paper, numbers) {
  const { ok, body } = await post(address, { paper, shipments: numbers });
  if (!ok || body.print === null) {
    const why = body.results?.find((result) => result.status === "refused") ?? { message: body.detail, remedy: body.remedy };
    toast(`${why.message ?? ""} ${why.remedy ?? ""}`, "error");
    return;
  }
  [...document.querySelectorAll(".printing")].slice(0, -SPOOLED).forEach((old) => old.remove());
  const frame = document.createElement("iframe");
  frame.className = "printing";
  frame.tabIndex = -1;
  frame.setAttribute("aria-hidden", "true");
  frame.addEventListener("load", () => {
    try {
      frame.contentWindow.focus();
      frame.contentWindow.print();
    } catch { // it would not be shown: the button is still there
      toast(words("没能自动打印，按“打印出库单”。", "It was not printed by itself: press the button."), "error");
    }
  });
  frame.src = `/prints/${body.print}`;
  document.body.append(frame);
}

// Offer what is wanted at once after a step: the paper that its button names.
export function offer(button, numbers) {
  if (!button.dataset.then || !numbers.length) return;
  const said = toast(`${button.textContent.trim()} · ${numbers.length} `, "offer");
  const wanted = document.createElement("button");
  wanted.type = "button";
  wanted.textContent = button.dataset.thenWords;
  Object.assign(wanted.dataset, { paper: button.dataset.then, href: button.dataset.thenHref });
  wanted.addEventListener("click", async () => {
    wanted.disabled = true;
    await print(wanted, numbers);
    said.remove();
  });
  said.append(wanted);
}

function show(tab, address) {
  if (tab) tab.location = address;
  else location.assign(address); // the browser opens no tabs
}

function tell(refused, asked, wanted) {
  if (wanted > asked) {
    toast(words(`一次最多 ${MOST} 张，先打了前 ${MOST} 张。`, `At most ${MOST} at once; the first ${MOST} are printed.`), "warning");
  }
  if (refused.size && asked > 1) {
    toast(words(`${refused.size} 张没有打印，原因在行里。`, `${refused.size} were not printed; each row says why.`), "warning");
  } else if (refused.size) {
    toast([...refused.values()][0], "error");
  }
}

// A menu of papers closes by Escape and by a click elsewhere.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".paper-menu[open]")) {
    if (!menu.contains(event.target) || event.target.closest("[data-paper]")) menu.open = false;
  }
});
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(".paper-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
