// What the server refused when the hand had gone on already. It stays on the page, and on the device,
// until somebody has read it.

const MOST = 20;

const at = (id) => document.getElementById(id);

// The list of the page called `name`: `add(sentence)` puts one more on it. `onRead` hears that it was read.
export function conflictsOf(name, onRead = () => {}) {
  const store = `gendan.${name}.conflicts.${document.querySelector('meta[name="person"]').content}`;
  let told = JSON.parse(localStorage.getItem(store) ?? "[]");

  function keep(now) {
    told = now.slice(-MOST);
    localStorage.setItem(store, JSON.stringify(told));
    show();
  }

  function show() {
    at("conflicts").hidden = told.length === 0;
    at("conflict-rows").replaceChildren(...told.map((sentence) => {
      const row = document.createElement("li");
      row.textContent = sentence;
      return row;
    }));
  }

  at("conflicts-read").addEventListener("click", () => {
    keep([]);
    onRead();
  });
  show();
  return { add: (sentence) => keep([...told, sentence]) };
}
