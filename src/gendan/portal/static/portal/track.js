// Keeps the page true by itself: asks now and then, and changes only what has changed.

const EVERY = 45_000; // milliseconds
const PARTS = ["band", "story"];
let tag = "";

function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) button.hidden = false;
}

async function look() {
  if (document.hidden || document.querySelector("details[open]")) return;
  const address = new URL(location);
  address.searchParams.delete("done");
  const headers = tag ? { "If-None-Match": tag } : {};
  const answer = await fetch(address, { headers, cache: "no-store", redirect: "error" });
  if (answer.status !== 200) return;
  tag = answer.headers.get("ETag") ?? "";
  // The colours are here already, under the nonce of this page.
  const text = (await answer.text()).replace(/<style[^]*?<\/style>/, "");
  const fresh = new DOMParser().parseFromString(text, "text/html");
  const words = (page, id) => page.getElementById(id)?.textContent.replace(/\s+/g, " ");
  if (PARTS.every((id) => words(document, id) === words(fresh, id))) return;
  for (const id of PARTS) document.getElementById(id)?.replaceChildren(...fresh.getElementById(id).childNodes);
  document.title = fresh.title;
  offerCopies();
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = button.dataset.copied;
});
const quietly = () => look().catch(() => {}); // the network is away: next time
setInterval(quietly, EVERY);
document.addEventListener("visibilitychange", quietly);
document.addEventListener("gendan:look", quietly);
offerCopies();
