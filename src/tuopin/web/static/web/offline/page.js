/* The survey page off line: locked, open, locked again. */

import { showStep } from "./asking.js";
import { showHome } from "./home.js";
import { inLanguage } from "./form.js";
import { fetchHalf, NoNetwork, Refused } from "./office.js";
import { showReview } from "./reviewing.js";
import { at, say, show, tell } from "./screens.js";
import { Vault } from "./vault.js";
import { Work } from "./work.js";

const MS_A_MINUTE = 60_000;
const TRY_AGAIN = MS_A_MINUTE;
const ALONE = "tuopin-survey";
const vault = new Vault();
let work = null;
let flush = async () => {};
let idle = null;
let isExchanging = false;

const screens = {
  home: () => showHome(work, go),
  step: (item) => {
    flush = showStep(work, item, go);
  },
  review: (item) => showReview(work, item, go),
  finished: () => {
    go("home");
    return exchange({ isAsked: false });
  },
  exchange: () => exchange({ isAsked: true }),
  lock: () => close(),
  wipe: () => wipe("wiped"),
};

async function go(name, ...more) {
  flush = async () => {};
  tell("");
  await screens[name](...more);
}

/** Send and fetch, where the network allows it; nobody is told what nobody asked for. */
async function exchange({ isAsked }) {
  if (isExchanging || !vault.isOpen) {
    return;
  }
  isExchanging = true;
  const had = work.ready.length;
  if (isAsked) {
    tell(say("sending"));
  }
  try {
    await work.exchange();
    tellAfter(say(had ? "sent" : "fetched", { n: had }));
  } catch (problem) {
    await fail(problem, { isAsked: isAsked || had > 0 });
  } finally {
    isExchanging = false;
  }
}

/** Draw the home page anew where it is shown; a page being filled in stays. */
function tellAfter(words, kind) {
  if (document.getElementById("main").dataset.shows === "home") {
    showHome(work, go);
  }
  tell(words, kind);
}

async function fail(problem, { isAsked }) {
  if (problem instanceof Refused && problem.wipe) {
    await wipe("revoked");
  } else if (problem instanceof NoNetwork) {
    if (isAsked) {
      tellAfter(say("no-network"), "told told-part");
    }
  } else if (problem instanceof Refused) {
    const words = problem.both ? inLanguage(problem.both) : say("unanswered");
    tellAfter(words, "refusal");
  } else if (vault.isOpen) {
    throw problem;
  }
}

async function wipe(why) {
  clearTimeout(idle);
  work = null;
  await vault.wipe();
  show("absent");
  tell(say(why), "refusal");
}

async function close() {
  clearTimeout(idle);
  await flush();
  flush = async () => {};
  vault.close();
  work = null;
  // What was shown stays in the memory of a page until it is another one.
  window.location.reload();
}

function stayOpen() {
  clearTimeout(idle);
  if (vault.isOpen) {
    idle = setTimeout(close, Number(document.body.dataset.idleMinutes) * MS_A_MINUTE);
  }
}

/** Hold the page's lock as long as it lives: two windows would undo each other's work. */
async function alone() {
  return new Promise((isAlone) => {
    navigator.locks.request(ALONE, { ifAvailable: true }, (held) => {
      isAlone(held !== null);
      return held && new Promise(() => {});
    });
  });
}

async function unlock(screen, pin) {
  const button = at(screen, "open");
  button.disabled = true;
  if (await vault.open(pin)) {
    work = new Work(vault);
    await work.load();
    await go("home");
    stayOpen();
    await exchange({ isAsked: false });
    return;
  }
  button.disabled = false;
  const lock = await vault.lock();
  if (lock === null) {
    show("absent");
    tell(say("wiped-by-pin"), "refusal");
  } else {
    tell(say("wrong-pin", { n: lock.left }), "refusal");
    screen.querySelector("input").value = "";
  }
}

async function showLocked() {
  let lock = await vault.lock();
  if (lock === null) {
    show("absent");
    return;
  }
  const screen = show("locked");
  if (!lock.hasHalf) {
    lock = await askForHalf(lock);
    if (lock === null) {
      return;
    }
  }
  at(screen, "far").hidden = lock.hasHalf;
  at(screen, "near").hidden = !lock.hasHalf;
  screen.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    unlock(screen, screen.querySelector("input").value);
  });
}

/** Ask the office for its half; it gives it to whoever is logged in as the owner. */
async function askForHalf(lock) {
  try {
    const { half, days } = await fetchHalf(lock.login);
    await vault.giveHalf(half, days);
    return await vault.lock();
  } catch (problem) {
    if (problem instanceof Refused && problem.wipe) {
      await wipe("revoked");
      return null;
    }
    return lock;
  }
}

async function start() {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) {
    show("unfit");
    return;
  }
  await navigator.serviceWorker.register("/survey/sw.js", { scope: "/survey/" }).catch(() => {});
  if (!(await alone())) {
    show("elsewhere");
    return;
  }
  await showLocked();
}

function showNetwork() {
  const place = document.getElementById("network");
  place.textContent = say(navigator.onLine ? "on-line" : "off-line");
  place.dataset.is = navigator.onLine ? "on" : "off";
}

for (const event of ["pointerdown", "keydown", "input"]) {
  document.addEventListener(event, stayOpen, { passive: true });
}
document.addEventListener("visibilitychange", () => document.hidden && flush());
window.addEventListener("online", () => exchange({ isAsked: false }));
for (const event of ["online", "offline"]) {
  window.addEventListener(event, showNetwork);
}
// A network that is there but leads nowhere tells nobody when it leads somewhere.
setInterval(() => work?.ready.length && exchange({ isAsked: false }), TRY_AGAIN);
showNetwork();
start();
