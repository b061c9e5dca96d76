// A box with a list below it: arrows walk through it, Enter takes, Escape closes.

let serial = 0;

export class Choices {
  // `taken(value)` is called with what was chosen. `told(value)` makes the inside of an option.
  constructor(input, list, { taken, told }) {
    Object.assign(this, { input, list, taken, told, values: [], at: -1 });
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.at));
    });
    input.addEventListener("blur", () => this.close());
  }

  get isOpen() {
    return !this.list.hidden;
  }

  open(values, at = 0) {
    this.values = values;
    this.list.replaceChildren(...values.map((value, place) => this.#option(value, place)));
    this.list.hidden = values.length === 0;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.#walk(values.length ? at : -1);
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  take(at = this.at) {
    const value = this.values[at];
    this.close();
    if (value !== undefined) this.taken(value);
  }

  // Whether the key was for the list.
  obeys(event) {
    if (!this.isOpen) return false;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) {
      const count = this.values.length;
      this.#walk((this.at + steps[event.key] + count) % count);
    } else if (event.key === "Enter" && !event.ctrlKey) {
      this.take();
    } else if (event.key === "Escape") {
      this.close();
    } else {
      return false;
    }
    event.preventDefault();
    return true;
  }

  #option(value, place) {
    const option = document.createElement("li");
    option.id = `option-${serial++}`;
    option.setAttribute("role", "option");
    option.dataset.at = place;
    option.append(...this.told(value));
    return option;
  }

  #walk(at) {
    this.at = at;
    [...this.list.children].forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === at));
    });
    const option = this.list.children[at];
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
  }
}

export function part(name, text, className = "") {
  const element = document.createElement(name);
  element.textContent = text;
  if (className) element.className = className;
  return element;
}
