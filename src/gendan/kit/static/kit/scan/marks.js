// What an article asks for of a unit: lot, serial number, last day. A scanner types each into its
// field; Enter goes to the next, and behind the last one the unit is taken.

import { words } from "../api.js";

const DAY = /^(\d{4})-?(\d{2})-?(\d{2})$/;
const SHORT_DAY = /^(\d{2})(\d{2})(\d{2})$/;

export function marksForm(form, { onMarks, onFault }) {
  const fields = [...form.querySelectorAll("[data-mark]")];
  const wanted = () => fields.filter((field) => !field.closest(".field").hidden);
  let article = null;

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !fields.includes(event.target)) return;
    event.preventDefault();
    const next = wanted().find((field) => field.value.trim() === "");
    if (next) next.focus();
    else form.requestSubmit();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const marks = Object.fromEntries(wanted().map((field) => [field.dataset.mark, field.value.trim()]));
    const empty = wanted().find((field) => field.value.trim() === "");
    if (empty) return empty.focus();
    if ("expires_on" in marks) {
      marks.expires_on = dayIn(marks.expires_on);
      if (!marks.expires_on) {
        onFault(words("效期写成年月日，如 2027-03-31。", "Write the last day as year, month, day: 2027-03-31."));
        return wanted().find((field) => field.dataset.mark === "expires_on").select();
      }
    }
    form.hidden = true;
    return onMarks(article, marks);
  });

  form.querySelector("[data-leave]").addEventListener("click", () => { form.hidden = true; });

  return {
    // Ask for what the article wants and the code did not say.
    ask(of, known) {
      article = of;
      for (const field of fields) {
        field.closest(".field").hidden = !of.asks.includes(field.dataset.mark);
        field.value = known[field.dataset.mark] || "";
      }
      form.hidden = false;
      wanted().find((field) => field.value === "")?.focus();
    },
    hide() { form.hidden = true; },
  };
}

// A day as the server wants it; empty where it is none.
function dayIn(text) {
  const [, year, month, day] = DAY.exec(text) ?? [];
  if (year) return real(`${year}-${month}-${day}`);
  const [, short, second, third] = SHORT_DAY.exec(text) ?? [];
  return short ? real(`20${short}-${second}-${third}`) : "";
}

function real(day) {
  const at = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(at.valueOf()) && at.toISOString().startsWith(day) ? day : "";
}

// Whether that day is over, by the clock of this device.
export function isOver(day) {
  const now = new Date();
  const today = `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`;
  return day !== "" && day < today;
}
