/* The whole read back to the household before it is finished. */

import { stepsOf } from "./answers.js";
import { inWords } from "./asking.js";
import { faultsOf } from "./examining.js";
import { inLanguage } from "./form.js";
import { at, onPress, part, say, show, write } from "./screens.js";

export function showReview(work, item, go) {
  const screen = show("review");
  const sheet = work.sheetOf(item);
  const steps = stepsOf(sheet);
  const faults = faultsOf(sheet, new Set(Object.keys(item.pictures)));
  const hasChanged = work.hasChanged(item);
  const toStep = (number) => {
    item.step = number;
    go("step", item);
  };

  write(screen, "whose", item.label);
  at(screen, "changed").hidden = !hasChanged;
  at(screen, "faulty").hidden = !faults.length;
  for (const { question, step, fault } of faults) {
    const line = part("fault");
    write(line, "label", inLanguage(question.label));
    write(line, "said", inWords(fault));
    onPress(line, "label", () => toStep(step));
    at(screen, "faults").append(line);
  }
  const unknown = [];
  steps.forEach((step, number) => {
    const section = part("read-back");
    write(section, "title", [inLanguage(step.label), step.whose].filter(Boolean).join(" · "));
    onPress(section, "change", () => toStep(number));
    for (const question of step.questions) {
      const label = inLanguage(question.label);
      if (question.type === "note" || !label || !sheet.isAsked(question.name, step.at)) {
        continue;
      }
      const line = part("answer");
      const said = sheet.inWords(question, step.at, inLanguage);
      write(line, "label", sheet.said(label, step.at));
      write(line, "said", said || say("not-answered"));
      at(line, "said").classList.toggle("unknown", !said);
      const held = question.type === "image" && item.pictures[said];
      if (held) {
        write(line, "said", say("picture"));
        at(line, "view").src = held.thumb;
        at(line, "view").hidden = false;
      }
      at(section, "answers").append(line);
      if (question.fact && !said) {
        unknown.push(label);
      }
    }
    at(screen, "sections").append(section);
  });
  write(screen, "unknown", unknown.length ? say("unknown", { what: unknown.join("、") }) : "");
  at(screen, "finish").disabled = Boolean(faults.length) || hasChanged;
  onPress(screen, "renew", async () => {
    await work.renew(item);
    go("review", item);
  });
  onPress(screen, "finish", async () => {
    await work.finish(item);
    go("finished");
  });
  onPress(screen, "home", () => go("home"));
}
