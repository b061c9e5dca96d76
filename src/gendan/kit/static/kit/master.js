// Fields of master data that search as one types stand for a list that is hidden: they, and the box
// in which one searches, are called what the list is called.

new MutationObserver((changes) => {
  for (const added of changes.flatMap((change) => [...change.addedNodes])) {
    if (!added.querySelectorAll) continue;
    for (const shown of [added, ...added.querySelectorAll("*")]) {
      if (shown.matches(".select2-selection[role=combobox]")) call(shown, shown.closest(".select2-container"));
      else if (shown.matches(".select2-search__field")) call(shown, document.querySelector(".select2-container--open"));
    }
  }
}).observe(document.documentElement, { childList: true, subtree: true });

function call(shown, container) {
  const list = container?.previousElementSibling;
  const name = list?.getAttribute("aria-label") || list?.labels?.[0]?.textContent.replace(/[:：]\s*$/, "").trim();
  if (!name) return;
  const inner = shown.querySelector(".select2-selection__rendered");
  const chosen = inner?.title;
  inner?.setAttribute("aria-label", name);
  shown.removeAttribute("aria-labelledby");
  shown.setAttribute("aria-label", chosen ? `${name} ${chosen}` : name);
}

// A day and a time beside it are two fields under one name.
for (const part of document.querySelectorAll("p.datetime input")) {
  const whole = part.closest("fieldset.flex-container, .form-row, td")?.querySelector("legend, label");
  const words = [whole, part.previousSibling].map((one) => (one?.textContent || "").replace(/[:：]?\s*$/, "").trim());
  part.setAttribute("aria-label", words.join(" ").trim());
}
