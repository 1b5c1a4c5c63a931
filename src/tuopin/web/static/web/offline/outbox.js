/* What was finished and not received yet: sent once the network is there, or by file.
   The office takes each id once, so whatever got lost on the way is simply sent again. */

import { Refused } from "./office.js";

const BATCH = 10;
export const DONE = ["received", "put_aside"];

/** Return an item as it is sent. */
function told(item) {
  const attachments = Object.entries(item.pictures).map(([name, one]) => [name, one.digest]);
  return {
    id: item.id,
    household: item.household,
    form: item.form,
    digest: item.digest,
    base_version: item.base_version,
    answers: item.sent,
    began_at: item.began_at,
    made_at: item.made_at,
    attachments: Object.fromEntries(attachments),
  };
}

/** Keep what the office said of an item; what it has needs no copy on the phone. */
async function keepAnswer(vault, item, said) {
  const state = said.state === "again" ? "received" : said.state;
  if (!DONE.includes(state)) {
    await vault.put("items", item.id, { ...item, state: "refused", errors: said.errors });
    return;
  }
  const { id, household, label } = item;
  const receipt = { receipt: said.receipt, said: said.said, at: new Date().toISOString() };
  await vault.put("items", id, { id, household, label, state, ...receipt });
  await vault.remove(
    "pictures",
    Object.values(item.pictures).map((one) => one.id),
  );
}

/** Send everything that is ready; return how many were answered.
    A phone that is told to wipe itself sends the rest first: the office puts it aside. */
export async function sendAll(vault, office, device) {
  const ready = (await vault.all("items")).filter((one) => one.state === "ready");
  let answered = 0;
  let wipe = null;
  for (let from = 0; from < ready.length; from += BATCH) {
    const batch = ready.slice(from, from + BATCH);
    for (const item of batch) {
      for (const { id, digest } of Object.values(item.pictures)) {
        await office.putFile(digest, await vault.picture(id));
      }
    }
    let said;
    try {
      said = await office.send(device, batch.map(told));
    } catch (refused) {
      if (!(refused instanceof Refused) || !refused.items.length) {
        throw refused;
      }
      said = refused;
      wipe = refused;
    }
    answered += await keepAnswers(vault, batch, said.items);
  }
  if (wipe) {
    throw wipe;
  }
  return answered;
}

async function keepAnswers(vault, batch, items) {
  for (const said of items) {
    const item = batch.find((one) => one.id === said.id);
    if (item) {
      await keepAnswer(vault, item, said);
    }
  }
  return items.length;
}

function base64(content) {
  const whole = new Uint8Array(content);
  let written = "";
  for (let at = 0; at < whole.length; at += 0x8000) {
    written += String.fromCharCode(...whole.subarray(at, at + 0x8000));
  }
  return btoa(written);
}

/** Return a file that the office alone can read, with everything that is not sent. */
export async function asFile(vault) {
  const ready = (await vault.all("items")).filter((one) => one.state === "ready");
  const files = {};
  for (const item of ready) {
    for (const { id, digest } of Object.values(item.pictures)) {
      files[digest] = base64(await vault.picture(id));
    }
  }
  const { device, iv, sealed } = await vault.sealForOffice({ items: ready.map(told), files });
  const whole = {
    kind: "tuopin-survey-file",
    version: 1,
    device,
    iv: base64(iv),
    sealed: base64(sealed),
  };
  return new Blob([JSON.stringify(whole)], { type: "application/octet-stream" });
}
