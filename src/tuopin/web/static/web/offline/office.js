/* The office as the phone asks it: with a credential of its own, never by a cookie. */

const PACKET = "/survey/offline/packet.json";
const SYNC = "/survey/sync/";
const FILES = "/survey/sync/files/";

/** Nobody answers: there is no network, or none that leads to the office. */
export class NoNetwork extends Error {}

/** The office says no, in words, and whether the phone is to wipe itself. */
export class Refused extends Error {
  constructor(status, said) {
    super(String(status));
    this.status = status;
    this.both = said?.errors?.[0] ?? null;
    this.items = said?.items ?? [];
    this.wipe = said?.wipe === true;
  }
}

export class Office {
  constructor({ device, secret }) {
    this.authorization = `Basic ${btoa(`${device}:${secret}`)}`;
  }

  async packet() {
    return this.ask(PACKET);
  }

  async putFile(digest, content) {
    return this.ask(`${FILES}${digest}/`, { method: "PUT", body: content });
  }

  async send(device, items) {
    return this.ask(SYNC, {
      method: "POST",
      body: JSON.stringify({ device, items }),
      headers: { "Content-Type": "application/json" },
    });
  }

  async ask(path, { headers = {}, ...how } = {}) {
    let answer;
    try {
      answer = await fetch(path, {
        ...how,
        headers: { ...headers, Authorization: this.authorization },
        credentials: "omit",
        cache: "no-store",
      });
    } catch (cut) {
      throw new NoNetwork();
    }
    const said = await answer.json().catch(() => null);
    if (!answer.ok || said === null) {
      throw new Refused(answer.status, said);
    }
    return said;
  }
}

/** Ask for the office's half of a phone's key, as whoever is logged in here. */
export async function fetchHalf(login) {
  let answer;
  try {
    answer = await fetch(`/survey/devices/${encodeURIComponent(login)}/half/`, {
      redirect: "manual",
      cache: "no-store",
    });
  } catch (cut) {
    throw new NoNetwork();
  }
  if (!answer.ok) {
    throw new Refused(answer.status, await answer.json().catch(() => null));
  }
  const { half, days } = await answer.json();
  return { half: Uint8Array.from(atob(half), (one) => one.charCodeAt(0)), days };
}
