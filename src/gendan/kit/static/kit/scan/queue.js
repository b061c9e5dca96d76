// What was scanned is kept on the device until the server has it: in order, each with a key of its
// own, so that it counts once however often it is sent. A network that drops loses nothing.
//
//   const queue = await openQueue({ onAnswer, onChange });
//   queue.add("/api/v1/shipments/picks", body, { what: "for the page" });
//
// Any page with a queue sends what waits. With a `lane` only a page of that lane does, since no other
// would know what to do with the answers.
//
// `onAnswer(entry, answer)` hears what became of each, in order; `answer` is that of `post` in api.js.
// `onChange({ waiting, others, isAway, excuse })` hears how many wait here, how many of somebody else
// wait on this device, whether nothing goes out, and what excuse the server gave for that, if any.

import { freshKey, post } from "../api.js";

const STORE = "gendan.scans";
const TABLE = "waiting";
const AGAIN = [1_000, 2_000, 5_000, 10_000]; // milliseconds until it is tried again
const SLOW = 4_000; // milliseconds without an answer, after which the picker is told
const LATER = new Set([408, 425, 429, 500, 502, 503, 504]); // answers that say nothing about the scan

const person = () => document.querySelector('meta[name="person"]').content;

export async function openQueue({ lane = "", onAnswer, onChange }) {
  const store = lane ? `${STORE}.${lane}` : STORE;
  const base = await opened(store);
  let isSending = false;
  let failures = 0;
  let excuse = null;
  let again = null;
  let isSlow = false; // the one on its way gets no answer
  let coming = 0; // on their way to the device
  let kept = { mine: 0, others: 0 };

  function say() {
    onChange({ waiting: kept.mine + coming, others: kept.others, isAway: failures > 0 || isSlow, excuse });
  }

  async function tell() {
    const all = await every(base);
    const mine = all.filter((entry) => entry.person === person());
    kept = { mine: mine.length, others: all.length - mine.length };
    say();
    return mine;
  }

  // One after the other, and in one tab at a time.
  async function send() {
    if (isSending) return;
    isSending = true;
    clearTimeout(again);
    try {
      await alone(store, drain);
    } finally {
      isSending = false;
    }
    if (failures) again = setTimeout(send, AGAIN[Math.min(failures, AGAIN.length) - 1]);
    else if ((await tell()).length) send();
  }

  async function drain() {
    for (let mine = await tell(); mine.length; mine = await tell()) {
      const [entry] = mine;
      const slow = setTimeout(() => {
        isSlow = true;
        say();
      }, SLOW);
      const answer = await post(entry.address, entry.body, entry.key);
      clearTimeout(slow);
      isSlow = false;
      if (LATER.has(answer.status) || !isOurs(answer.body)) {
        failures += 1;
        const isSaid = answer.status > 0 && (answer.status < 500 || isOurs(answer.body));
        excuse = isSaid ? answer.body : null; // what a machine between us says helps nobody
        await tell();
        return;
      }
      failures = 0;
      excuse = null;
      await remove(base, entry.id);
      await onAnswer(entry, answer);
    }
  }

  window.addEventListener("online", send);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send(); });
  send();

  return {
    // Keep it, and send it when its turn comes. Resolves once it is safe on the device.
    async add(address, body, about = {}) {
      coming += 1;
      say();
      try {
        await put(base, { address, body, about, key: freshKey(), person: person(), at: Date.now() });
      } finally {
        coming -= 1;
      }
      await tell();
      send();
    },
    isIdle: async () => coming === 0 && (await every(base)).every((entry) => entry.person !== person()),
    send,
  };
}

// A command of ours answers with results or with a coded problem. What else comes is of a network
// that is away, of a session that has ended, of a machine between us.
function isOurs(body) {
  return Boolean(body.results || body.code);
}

async function alone(store, work) {
  if (!navigator.locks) return work();
  return navigator.locks.request(store, work);
}

function opened(store) {
  return new Promise((resolve, reject) => {
    const asked = indexedDB.open(store, 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(TABLE, { keyPath: "id", autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
}

function put(base, entry) {
  return done(base, "readwrite", (table) => table.add(entry));
}

function remove(base, id) {
  return done(base, "readwrite", (table) => table.delete(id));
}

function every(base) {
  return done(base, "readonly", (table) => table.getAll());
}

// Resolves when the transaction is complete: what was put is on the disk.
function done(base, mode, act) {
  return new Promise((resolve, reject) => {
    const work = base.transaction(TABLE, mode, { durability: "strict" });
    const asked = act(work.objectStore(TABLE));
    work.oncomplete = () => resolve(asked.result);
    work.onerror = () => reject(work.error);
    work.onabort = () => reject(work.error);
  });
}
