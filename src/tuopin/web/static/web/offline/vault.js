/* What the phone keeps, and the lock on it: everything sealed by a key that comes of the
   PIN and of a half that the office holds. Without both nothing can be read, and after
   ten wrong PINs nothing is there. docs/adr/0015 has the reasons and what it cannot do. */

import { Dexie } from "../vendor/dexie-4.4.7/dexie.min.mjs";

export const MOST_WRONG = 10;
export const SHORTEST_PIN = 6;
const NAME = "tuopin-survey";
const ROUNDS = 600_000;
const MS_A_DAY = 86_400_000;
const NONCE = 12;
const LOCK = "lock";

const bytes = (written) => new TextEncoder().encode(written);
const random = (count) => crypto.getRandomValues(new Uint8Array(count));

/** Say whether a PIN is one that nobody tries first. */
export function isGoodPin(pin) {
  if (!new RegExp(`^\\d{${SHORTEST_PIN},12}$`).test(pin)) {
    return false;
  }
  const steps = [...pin].slice(1).map((digit, at) => Number(digit) - Number(pin[at]));
  return !steps.every((step) => step === steps[0] && Math.abs(step) <= 1);
}

function open() {
  const db = new Dexie(NAME);
  db.version(1).stores({ lock: "id", kept: "id", items: "id", pictures: "id" });
  return db;
}

export class Vault {
  constructor() {
    this.db = open();
    this.key = null;
    this.half = null;
  }

  get isOpen() {
    return this.key !== null;
  }

  /** Return what may be known of the lock without opening it; null where there is none. */
  async lock() {
    const lock = await this.db.lock.get(LOCK);
    if (!lock) {
      return null;
    }
    const now = Math.max(Date.now(), lock.seen);
    // Set back or not, the clock of the phone does not lengthen anything.
    const half = now < lock.halfUntil ? lock.half : null;
    await this.db.lock.update(LOCK, half ? { seen: now } : { seen: now, half: null });
    return { login: lock.login, hasHalf: half !== null, left: MOST_WRONG - lock.wrong };
  }

  /** Make the lock: `half` is the office's, which it shows to the phone's owner only. */
  async make({ pin, login, half, days }) {
    await this.wipe();
    const salt = random(16);
    const kept = await this.importHalf(half);
    const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, [
      "encrypt",
      "decrypt",
    ]);
    const nonce = random(NONCE);
    const wrapping = await this.wrapping(pin, salt, kept);
    const wrapped = await crypto.subtle.wrapKey("raw", key, wrapping, {
      name: "AES-GCM",
      iv: nonce,
    });
    await this.db.lock.put({
      id: LOCK,
      login,
      salt,
      nonce,
      wrapped,
      half: kept,
      halfUntil: Date.now() + days * MS_A_DAY,
      halfDays: days,
      wrong: 0,
      seen: Date.now(),
    });
    return this.open(pin);
  }

  /** Take the office's half again, after too long a time without a word from it. */
  async giveHalf(half, days) {
    await this.db.lock.update(LOCK, { half: await this.importHalf(half), halfDays: days });
    await this.heardOfOffice();
  }

  /** The office answered this phone: its half may stay for some days more. */
  async heardOfOffice() {
    const { halfDays } = await this.db.lock.get(LOCK);
    const until = Date.now() + halfDays * MS_A_DAY;
    await this.db.lock.update(LOCK, { halfUntil: until, seen: Date.now() });
  }

  /** Open the lock; return whether the PIN was right. Ten wrong ones wipe the phone. */
  async open(pin) {
    const lock = await this.db.transaction("rw", this.db.lock, async () => {
      const found = await this.db.lock.get(LOCK);
      // Counted before it is tried, so that killing the page saves no try.
      await this.db.lock.update(LOCK, { wrong: found.wrong + 1 });
      return found;
    });
    const wrapping = await this.wrapping(pin, lock.salt, lock.half);
    try {
      this.key = await crypto.subtle.unwrapKey(
        "raw",
        lock.wrapped,
        wrapping,
        { name: "AES-GCM", iv: lock.nonce },
        "AES-GCM",
        false,
        ["encrypt", "decrypt"],
      );
    } catch (wrong) {
      if (lock.wrong + 1 >= MOST_WRONG) {
        await this.wipe();
      }
      return false;
    }
    this.half = lock.half;
    await this.db.lock.update(LOCK, { wrong: 0 });
    return true;
  }

  /** Forget the key; what is kept stays, sealed. */
  close() {
    this.key = null;
    this.half = null;
  }

  /** Leave nothing on the phone. */
  async wipe() {
    this.close();
    await this.db.delete();
    this.db = open();
  }

  async put(table, id, value) {
    const plain = value instanceof ArrayBuffer ? value : bytes(JSON.stringify(value));
    const iv = random(NONCE);
    const sealed = await crypto.subtle.encrypt(this.sealing(table, id, iv), this.key, plain);
    await this.db[table].put({ id, iv, sealed });
  }

  async get(table, id) {
    const row = await this.db[table].get(id);
    return row ? JSON.parse(new TextDecoder().decode(await this.unsealed(table, row))) : null;
  }

  async picture(id) {
    return this.unsealed("pictures", await this.db.pictures.get(id));
  }

  async all(table) {
    const rows = await this.db[table].toArray();
    const plain = await Promise.all(rows.map((row) => this.unsealed(table, row)));
    return plain.map((one) => JSON.parse(new TextDecoder().decode(one)));
  }

  async remove(table, ids) {
    await this.db[table].bulkDelete(ids);
  }

  /** Seal something so that the office alone can read it. */
  async sealForOffice(value) {
    const { login } = await this.db.lock.get(LOCK);
    const key = await this.derived("tuopin.offline.file", new Uint8Array(), this.half, [
      "encrypt",
    ]);
    const iv = random(NONCE);
    const sealed = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData: bytes(login) },
      key,
      bytes(JSON.stringify(value)),
    );
    return { device: login, iv, sealed: new Uint8Array(sealed) };
  }

  sealing(table, id, iv) {
    // A row that is moved to another place cannot be read there.
    return { name: "AES-GCM", iv, additionalData: bytes(`${table}/${id}`) };
  }

  async unsealed(table, row) {
    return crypto.subtle.decrypt(this.sealing(table, row.id, row.iv), this.key, row.sealed);
  }

  async importHalf(half) {
    return crypto.subtle.importKey("raw", half, "HKDF", false, ["deriveKey"]);
  }

  async wrapping(pin, salt, half) {
    const typed = await crypto.subtle.importKey("raw", bytes(pin), "PBKDF2", false, [
      "deriveBits",
    ]);
    const stretched = await crypto.subtle.deriveBits(
      { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS },
      typed,
      256,
    );
    return this.derived("tuopin.offline.lock", stretched, half, ["wrapKey", "unwrapKey"]);
  }

  async derived(info, salt, half, uses) {
    return crypto.subtle.deriveKey(
      { name: "HKDF", hash: "SHA-256", salt, info: bytes(info) },
      half,
      { name: "AES-GCM", length: 256 },
      false,
      uses,
    );
  }
}
