// Where to: a pasted line is taken apart by the server; what is in doubt is asked, never guessed.

import { words } from "../api.js";
import { ask } from "./ask.js";
import { Choices, part } from "./choices.js";
import { mark, unmark } from "./marks.js";

const PAUSE = 160; // milliseconds
const field = (id) => document.getElementById(id);
const paste = field("paste");
const region = field("region");
const doubts = field("doubts");

const QUESTIONS = {
  division: () => words("是哪个区？", "Which district?"),
  consignee: () => words("谁是收货人？", "Who is the consignee?"),
  phone: () => words("哪个是收货电话？", "Which is their phone?"),
};

let chosen = null; // the division, once it is certain
let listened = () => {};

export function watch({ changed, onward, phoned }) {
  listened = changed;
  let waiting = 0;
  let read = "";

  const regions = new Choices(region, field("region-list"), {
    told: (one) => [part("span", name(one), "whole")],
    taken(one) {
      if (one.is_whole) {
        setRegion(one);
        onward(region);
      } else {
        region.value = name(one);
        look();
      }
    },
  });

  async function look() {
    const text = region.value.trim();
    if (text === "") return regions.close();
    const answer = await ask("split", { text });
    if (!answer.ok || region.value.trim() !== text) return;
    const asked = answer.body.doubts.find((doubt) => doubt.about === "division");
    regions.open(answer.body.region ? [answer.body.region] : asked?.choices ?? []);
  }

  async function take(answers = {}) {
    const text = paste.value.trim();
    if (text === "") return onward(paste);
    const answer = await ask("split", { text, ...answers });
    if (!answer.ok) return mark(paste, `${answer.body.detail ?? ""} ${answer.body.remedy ?? ""}`);
    if (paste.value.trim() !== text) return;
    fill(answer.body, answers);
  }

  function fill(found, answers) {
    doubts.replaceChildren();
    for (const id of ["consignee", "street"]) set(field(id), found[id]);
    if (found.phone) {
      set(field("consignee_phone"), found.phone);
      phoned(found.phone, found.consignee);
    }
    if (found.region) setRegion(found.region);
    else clearRegion();
    changed();
    const open = found.doubts.find((doubt) => doubt.choices.length > 0);
    if (found.region && !found.region.is_whole) {
      region.focus();
      look();
    } else if (open) {
      question(open, answers);
    } else {
      unsure(found.doubts);
    }
  }

  // What nobody can offer a choice for is left to the seller: the field says so and waits.
  function unsure(open) {
    const about = new Set(open.map((doubt) => doubt.about));
    if (about.has("division")) {
      mark(region, words("没有认出省市区，请选。", "No district was found; choose one."), "unsure");
      region.focus();
    } else if (about.has("street")) {
      mark(field("street"), words("有些字不知道属于哪里，请核对。", "Some words may belong elsewhere; check."), "unsure");
      field("street").focus();
    } else {
      onward(paste);
    }
  }

  function question(doubt, answers) {
    const list = document.createElement("ul");
    list.className = "choices";
    list.setAttribute("role", "listbox");
    list.tabIndex = 0;
    const title = part("h3", QUESTIONS[doubt.about]());
    title.id = "doubt-title";
    list.setAttribute("aria-labelledby", title.id);
    doubts.replaceChildren(title, list);
    const choices = new Choices(list, list, {
      told: (one) => [part("span", typeof one === "string" ? one || words("都不是", "None of them") : name(one), "whole")],
      taken(one) {
        take({ ...answers, [doubt.about]: one.division ?? one });
      },
    });
    choices.close = () => {}; // it stays until it is answered
    choices.open(doubt.choices);
    list.addEventListener("keydown", (event) => choices.obeys(event) && event.stopPropagation());
    list.focus();
  }

  region.addEventListener("input", () => {
    chosen = null;
    clearTimeout(waiting);
    waiting = setTimeout(look, PAUSE);
  });
  region.addEventListener("keydown", (event) => {
    if (!event.isComposing && regions.obeys(event)) event.stopPropagation();
  });
  paste.addEventListener("paste", () => setTimeout(() => take()));
  paste.addEventListener("change", () => paste.value.trim() !== read && take());
  paste.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey || event.isComposing) return;
    event.preventDefault();
    event.stopPropagation();
    read = paste.value.trim();
    take();
  });
}

export function setAddress(address) {
  for (const id of ["consignee", "street"]) set(field(id), address[id]);
  set(field("consignee_phone"), address.phone);
  if (address.division || address.province) setRegion(address);
  else clearRegion();
  doubts.replaceChildren();
  listened();
}

export function where() {
  const { division, province, city, district } = chosen ?? {};
  return {
    division: division || null,
    province: province ?? "",
    city: city ?? "",
    district: district ?? "",
    street: field("street").value.trim(),
  };
}

// What a parcel needs to arrive; whether it is there.
export function isRight() {
  if (region.value.trim() && !chosen) {
    mark(region, words("从列表里选一个省市区。", "Choose a district from the list."));
    region.focus();
    return false;
  }
  if (field("street").value.trim() === "") {
    mark(field("street"), words("配送要写详细地址。", "A delivery needs a street."));
    (paste.value.trim() ? field("street") : paste).focus();
    return false;
  }
  return true;
}

export function kept() {
  return chosen;
}

export function restore(place) {
  if (place) setRegion(place);
}

export function clear() {
  chosen = null;
  doubts.replaceChildren();
}

function setRegion(place) {
  chosen = { division: place.division, province: place.province, city: place.city, district: place.district };
  set(region, name(place));
}

function clearRegion() {
  chosen = null;
  set(region, "");
}

function set(input, value) {
  unmark(input);
  input.value = value;
}

function name(place) {
  const city = place.city === place.province ? "" : place.city;
  return [place.province, city, place.district].filter(Boolean).join(" ");
}
