// What is wrong stands below the field it is about, or in a line below its article, until somebody
// types there again.

export function mark(input, text, kind = "wrong") {
  unmark(input);
  const said = document.createElement("span");
  said.id = `said-${Math.random().toString(36).slice(2)}`;
  said.className = kind;
  said.textContent = text;
  said.setAttribute("role", "alert");
  const article = input.closest("tr")?.querySelector(".article");
  if (article) article.append(said);
  else input.after(said);
  said.scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-invalid", String(kind === "wrong"));
  input.dataset.usual = input.getAttribute("aria-describedby") ?? "";
  input.setAttribute("aria-describedby", said.id);
  for (let above = input.closest("details"); above; above = null) above.open = true;
}

export function unmark(input) {
  const said = input.getAttribute("aria-describedby");
  if (!said?.startsWith("said-")) return;
  document.getElementById(said)?.remove();
  input.removeAttribute("aria-invalid");
  if (input.dataset.usual) input.setAttribute("aria-describedby", input.dataset.usual);
  else input.removeAttribute("aria-describedby");
}

export function unmarkAll(root) {
  root.querySelectorAll("[aria-describedby^=said-]").forEach(unmark);
}

document.addEventListener("input", (event) => unmark(event.target));
