// Says shortly what came of something, and goes away by itself; what went wrong stays longer.

const SHOWN = { success: 4000, warning: 9000, error: 12000, offer: 20000 }; // milliseconds

export function toast(text, kind = "success") {
  const said = document.createElement("p");
  said.className = `said ${kind}`;
  said.textContent = text;
  document.getElementById("toasts").append(said);
  setTimeout(() => said.remove(), SHOWN[kind]);
  return said;
}
