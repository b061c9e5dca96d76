// Asks the server what a scanned code is: a box, a wave, a shelf, or why it is none of them.

import { request, words } from "../api.js";

export async function fetchWork(code) {
  const { answer, excuse } = await request(`${document.getElementById("scan").dataset.reads}?code=${encodeURIComponent(code)}`);
  if (excuse) return { trouble: `${excuse.detail} ${excuse.remedy}` };
  if (answer.status === 404) {
    return {
      trouble: words(
        `没有找到 ${code}：扫发货单、波次单或库位上的条码。`,
        `There is no ${code}: scan the code on a shipment, a wave or a bin.`,
      ),
    };
  }
  if (!answer.ok) return { trouble: words("服务器没有应答，再试一次。", "The server did not answer. Try again.") };
  return answer.json();
}
