/* A surveyor's work on the phone: the households taken along, what was begun, finished,
   sent. Nothing of it is kept but sealed. */

import { Sheet } from "./answers.js";
import { Form } from "./form.js";
import { Office } from "./office.js";
import { DONE, sendAll } from "./outbox.js";
import { shrunk } from "./pictures.js";

const MS_A_DAY = 86_400_000;
const HOUSEHOLDS = "households";
const MEMBERS = "members";

const dayOf = (date) =>
  new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
const daysFrom = (one, other) => Math.round((Date.parse(other) - Date.parse(one)) / MS_A_DAY);

function later(day, days) {
  return new Date(Date.parse(day) + days * MS_A_DAY).toISOString().slice(0, 10);
}

export class Work {
  constructor(vault) {
    this.vault = vault;
  }

  async load() {
    this.credential = await this.vault.get("kept", "credential");
    this.office = new Office(this.credential);
    this.take(await this.vault.get("kept", "packet"));
    this.items = await this.vault.all("items");
    if (this.packet && this.today > this.packet.keep_until) {
      await this.vault.remove("kept", ["packet"]);
      this.take(null);
    }
    const over = this.items.filter((one) => DONE.includes(one.state) && !this.household(one.household));
    await Promise.all(over.map((one) => this.discard(one)));
  }

  take(packet) {
    this.packet = packet;
    this.form = packet && new Form(packet.form);
  }

  /** The office's day, counted on from when the list was fetched: a phone's own date may
      be anything. */
  get today() {
    const since = Math.max(0, daysFrom(this.packet.fetched_on, dayOf(new Date())));
    return later(this.packet.made_on, since);
  }

  get unsent() {
    return this.items.filter((one) => !DONE.includes(one.state));
  }

  get ready() {
    return this.items.filter((one) => one.state === "ready");
  }

  household(number) {
    return this.packet?.households.find((one) => one.number === number);
  }

  /** Return what is not sent of households that are on the list no more. */
  get strays() {
    return this.unsent.filter((one) => !this.household(one.household));
  }

  /** Return what there is of a household: what is not sent yet, before what is. */
  itemOf(number) {
    const its = this.items.filter((one) => one.household === number);
    return its.find((one) => !DONE.includes(one.state)) ?? its.at(-1);
  }

  /** Say whether the household is another one than when the survey was begun. */
  hasChanged(item) {
    const row = this.household(item.household);
    return row !== undefined && row.version !== item.base_version;
  }

  sheetOf(item) {
    const { row } = item;
    const members = Object.fromEntries(row.members.map((one) => [one.number, one]));
    const tables = { [HOUSEHOLDS]: { [row.number]: row }, [MEMBERS]: members };
    return new Sheet(this.form, item.answers, { today: this.today, tables });
  }

  async begin(number) {
    const row = this.household(number);
    const item = {
      id: crypto.randomUUID(),
      household: number,
      label: row.label,
      state: "draft",
      answers: { surveyed_on: this.today },
      pictures: {},
      began_at: new Date().toISOString(),
      step: 0,
    };
    this.items.push(item);
    await this.renew(item);
    return item;
  }

  /** Take in the household as the list has it; the answers stay. */
  async renew(item) {
    const row = this.household(item.household);
    item.row = row;
    item.base_version = row.version;
    item.answers[this.form.fromList(HOUSEHOLDS).name] = row.number;
    for (const repeat of this.form.repeats) {
      const who = this.form.listedIn(repeat)?.name;
      if (who) {
        const begun = item.answers[repeat.name] ?? [];
        item.answers[repeat.name] = row.members.map(
          ({ number }) => begun.find((one) => one[who] === number) ?? { [who]: number },
        );
      }
    }
    await this.save(item);
  }

  async save(item) {
    await this.vault.put("items", item.id, item);
  }

  async addPicture(item, question, at, file) {
    const { content, suffix, digest, thumb } = await shrunk(file);
    await this.dropPicture(item, question, at);
    const id = crypto.randomUUID();
    const name = `${question.name}${at === null ? "" : `-${at + 1}`}.${suffix}`;
    await this.vault.put("pictures", id, content);
    item.pictures[name] = { id, digest, thumb };
    this.sheetOf(item).place(question.name, at)[question.name] = name;
    await this.save(item);
  }

  async dropPicture(item, question, at) {
    const place = this.sheetOf(item).place(question.name, at);
    const held = item.pictures[place[question.name]];
    delete item.pictures[place[question.name]];
    delete place[question.name];
    if (held) {
      await this.save(item);
      await this.vault.remove("pictures", [held.id]);
    }
  }

  /** A survey is filled in: from now on it waits to be sent. */
  async finish(item) {
    const sent = this.sheetOf(item).askedOnly();
    const named = new Set(JSON.stringify(sent).match(/"[^"]*"/g).map((one) => one.slice(1, -1)));
    const pictures = Object.entries(item.pictures);
    const unasked = pictures.filter(([name]) => !named.has(name));
    Object.assign(item, {
      sent,
      pictures: Object.fromEntries(pictures.filter(([name]) => named.has(name))),
      state: "ready",
      form: this.form.version,
      digest: this.form.digest,
      made_at: new Date().toISOString(),
      errors: [],
    });
    await this.save(item);
    await this.vault.remove(
      "pictures",
      unasked.map(([, one]) => one.id),
    );
  }

  /** Go on with what waits or came back; it keeps its id. */
  async reopen(item) {
    item.state = "draft";
    await this.save(item);
  }

  async discard(item) {
    const pictures = Object.values(item.pictures ?? {}).map((one) => one.id);
    await this.vault.remove("items", [item.id]);
    await this.vault.remove("pictures", pictures);
    this.items = this.items.filter((one) => one !== item);
  }

  async noteFile() {
    const at = new Date().toISOString();
    for (const item of this.ready) {
      item.in_file_at = at;
      await this.save(item);
    }
  }

  /** Send what is ready, then take along the list as it is now. */
  async exchange() {
    try {
      await sendAll(this.vault, this.office, this.credential.device);
    } finally {
      const kept = await this.vault.all("items");
      // Somebody may be filling in a draft meanwhile: what they hold is the latest.
      const drafts = this.items.filter((one) => one.state === "draft");
      const held = new Set(drafts.map((one) => one.id));
      this.items = [...kept.filter((one) => !held.has(one.id)), ...drafts];
    }
    const packet = await this.office.packet();
    await this.keep(packet);
    await this.vault.heardOfOffice();
  }

  async keep(packet) {
    const kept = { ...packet, fetched_on: dayOf(new Date()) };
    await this.vault.put("kept", "packet", kept);
    this.take(kept);
  }
}
