/* The first page once the lock is open: what is not sent, whom to visit. */

import { inLanguage } from "./form.js";
import { asFile, DONE } from "./outbox.js";
import { at, onPress, part, say, show, tell, write } from "./screens.js";

const FILE_NAME = "tuopin-survey";

const SHORT = { dateStyle: "short", timeStyle: "short" };

const moment = (iso) => new Date(iso).toLocaleString(document.documentElement.lang, SHORT);

/** Say how an item stands. */
function standing(item) {
  if (!item) {
    return say("state-none");
  }
  const values = { at: moment(item.made_at ?? item.began_at ?? item.at) };
  const words = say(`state-${item.state}`, values);
  return item.in_file_at && !DONE.includes(item.state)
    ? words + say("in-file", { at: moment(item.in_file_at) })
    : words;
}

function card(work, item, row, go) {
  const box = part("visit");
  box.dataset.state = item?.state ?? "none";
  write(box, "label", row?.label ?? item.label);
  write(box, "due", row && !DONE.includes(item?.state) ? say("due", { day: row.due_on }) : "");
  write(box, "state", standing(item));
  const said = item?.errors?.map(inLanguage).join("\n") || (item?.said ? inLanguage(item.said) : "");
  write(box, "said", said);
  const mayFill = row && (!item || item.state === "draft" || item.state === "refused");
  const mayAgain = row && item && DONE.includes(item.state);
  const mayChange = row && item?.state === "ready";
  at(box, "fill").hidden = !mayFill;
  write(box, "fill", mayFill ? say(item ? "go-on" : "begin") : "");
  at(box, "again").hidden = !mayAgain;
  at(box, "change").hidden = !mayChange;
  at(box, "discard").hidden = !["draft", "refused"].includes(item?.state);
  const begin = async () => go("step", await work.begin(row.number));
  const reopen = async () => {
    await work.reopen(item);
    go(item.errors?.length ? "review" : "step", item);
  };
  onPress(box, "fill", item ? reopen : begin);
  onPress(box, "again", begin);
  onPress(box, "change", reopen);
  onPress(box, "discard", async () => {
    if (window.confirm(say("sure-discard"))) {
      await work.discard(item);
      go("home");
    }
  });
  return box;
}

export function showHome(work, go) {
  const screen = show("home");
  const { packet, unsent, ready } = work;
  write(screen, "surveyor", packet ? packet.surveyor : "");
  write(screen, "until", packet ? say("until", { day: packet.keep_until }) : say("list-gone"));
  at(screen, "unsent").hidden = !unsent.length;
  write(screen, "unsent-title", say("unsent", { n: unsent.length }));
  for (const item of unsent) {
    const line = part("unsent");
    line.dataset.state = item.state;
    write(line, "label", item.label);
    write(line, "state", standing(item));
    at(screen, "unsent-list").append(line);
  }
  at(screen, "send").hidden = at(screen, "file").hidden = !ready.length;
  for (const row of packet?.households ?? []) {
    at(screen, "visits").append(card(work, work.itemOf(row.number), row, go));
  }
  for (const item of work.strays) {
    at(screen, "visits").append(card(work, item, null, go));
  }
  write(screen, "nobody", packet && !packet.households.length ? say("nobody") : "");
  onPress(screen, "send", () => go("exchange"));
  onPress(screen, "refresh", () => go("exchange"));
  onPress(screen, "lock", () => go("lock"));
  onPress(screen, "file", async () => {
    save(await asFile(work.vault));
    await work.noteFile();
    showHome(work, go);
    tell(say("file-made"));
  });
  onPress(screen, "wipe", () => {
    if (window.confirm(say(unsent.length ? "sure-wipe-unsent" : "sure-wipe"))) {
      go("wipe");
    }
  });
}

function save(blob) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${FILE_NAME}-${new Date().toISOString().slice(0, 16).replace(/\D/g, "")}.tuopin`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
