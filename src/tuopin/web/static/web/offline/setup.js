/* Making a phone ready, once, with the network: a credential for it, the lock, the list. */

import { fetchHalf, NoNetwork, Office, Refused } from "./office.js";
import { inLanguage } from "./form.js";
import { isGoodPin, Vault } from "./vault.js";
import { Work } from "./work.js";

const form = document.getElementById("make-ready");
const told = document.getElementById("told");
const vault = new Vault();

const say = (name) => form.querySelector(`[data-say="${name}"]`).textContent;

function tell(words) {
  told.textContent = words;
  told.hidden = !words;
}

async function enrol() {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    credentials: "same-origin",
  });
  const said = await answer.json().catch(() => null);
  if (said?.confirm) {
    const back = encodeURIComponent(window.location.pathname);
    window.location.assign(`${said.confirm}?next=${back}`);
    return null;
  }
  if (!answer.ok) {
    throw new Refused(answer.status, said);
  }
  return said;
}

async function makeReady(pin) {
  const credential = await enrol();
  if (credential === null) {
    return;
  }
  const login = credential.device;
  await vault.make({ pin, login, ...(await fetchHalf(login)) });
  await vault.put("kept", "credential", credential);
  const work = new Work(vault);
  await work.keep(await new Office(credential).packet());
  await navigator.storage?.persist?.();
  await navigator.serviceWorker.register("/survey/sw.js", { scope: "/survey/" });
  await navigator.serviceWorker.ready;
  window.location.assign("/survey/offline/");
}

async function start() {
  if (!window.isSecureContext || !("serviceWorker" in navigator)) {
    document.getElementById("unfit").hidden = false;
    return;
  }
  if (await vault.lock()) {
    document.getElementById("ready").hidden = false;
    return;
  }
  form.hidden = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const [pin, again] = [...form.querySelectorAll("[data-pin]")].map((one) => one.value);
  if (!isGoodPin(pin) || pin !== again) {
    tell(say(pin === again ? "weak" : "unequal"));
    return;
  }
  const button = form.querySelector("button");
  button.disabled = true;
  tell(say("making"));
  try {
    await makeReady(pin);
  } catch (problem) {
    await vault.wipe();
    const isTold = problem instanceof Refused && problem.both;
    const isCut = problem instanceof NoNetwork || problem instanceof TypeError;
    tell(isTold ? inLanguage(problem.both) : say(isCut ? "no-network" : "unanswered"));
  }
  button.disabled = false;
});
start();
