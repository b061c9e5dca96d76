// Why a manager takes another department's step, where no form asked for it: at the scanner, at the
// dock, with one press. Asked once; while the page stays open the same reason goes for what follows.

import { words } from "./api.js";

const CODE = "override_reason";
let said = "";

// Whether nothing was done because the reason was not given.
export function isOwed({ ok, body }) {
  return ok && body.done === 0 && (body.results || []).some((result) => result.code === CODE);
}

// The reason, or an empty one where somebody would rather leave it.
export async function reason() {
  said ||= await asked();
  return said;
}

function asked() {
  const box = document.createElement("dialog");
  box.setAttribute("aria-labelledby", "why-title");
  box.innerHTML = `<form method="dialog" class="step-form">
    <h2 id="why-title"></h2><p class="soft"></p>
    <div class="field"><label for="why"></label><textarea id="why" rows="3" maxlength="2000" required></textarea></div>
    <div class="buttons"><button class="main"></button><button type="button" class="quiet"></button></div></form>`;
  const [title, about, label, go, leave] = ["h2", "p", "label", "button.main", "button.quiet"].map((each) => box.querySelector(each));
  title.textContent = words("代行", "Override");
  about.textContent = words(
    "这一步是别的部门的。您来代行，要写明原因；会记在这张单的经过里。",
    "This step is another department's. Say why you override; it stands in the story of the order.",
  );
  label.textContent = words("代行原因", "why you override");
  go.textContent = words("代行", "Override");
  leave.textContent = words("不做了", "Leave it");
  document.body.append(box);
  const before = document.activeElement;
  box.showModal();
  return new Promise((resolve) => {
    let given = "";
    box.querySelector("form").addEventListener("submit", () => (given = box.querySelector("textarea").value.trim()));
    leave.addEventListener("click", () => box.close());
    box.addEventListener("close", () => {
      box.remove();
      before?.focus?.();
      resolve(given);
    });
  });
}
