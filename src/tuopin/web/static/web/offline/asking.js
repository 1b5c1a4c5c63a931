/* One page of the questionnaire on the phone: shown once, changed where answers change
   what is asked, and kept at every stroke. */

import { stepsOf } from "./answers.js";
import { faultOf, tidied } from "./examining.js";
import { inLanguage, isSignature } from "./form.js";
import { at, onPress, part, say, show, write } from "./screens.js";

const PARTS = {
  text: "line",
  integer: "line",
  decimal: "line",
  geopoint: "line",
  date: "line",
  select_one: "choices",
  select_multiple: "choices",
  acknowledge: "choices",
  select_one_from_file: "fixed",
  image: "picture",
  note: "note",
  calculate: "total",
};
const KEYBOARDS = { integer: "numeric", decimal: "decimal" };
const ACKNOWLEDGED = "OK";
const PAUSE = 200;

/** Say what is wrong with an answer. */
export function inWords(fault) {
  return fault.both ? inLanguage(fault.both) : say(`right-${fault.kind}`);
}

/** Show a step of an item; `go` leads to another one, to reading back, or home. */
export function showStep(work, item, go) {
  const steps = stepsOf(work.sheetOf(item));
  const number = Math.min(item.step, steps.length - 1);
  const step = steps[number];
  const screen = show("step");
  const shown = [];
  let pending = null;

  const keep = () => {
    clearTimeout(pending);
    pending = null;
    return work.save(item);
  };
  const changed = () => {
    refresh();
    clearTimeout(pending);
    pending = setTimeout(keep, PAUSE);
  };

  function refresh() {
    const sheet = work.sheetOf(item);
    for (const { question, box } of shown) {
      box.hidden = !sheet.isAsked(question.name, step.at);
      write(box, "label", sheet.said(inLanguage(question.label), step.at));
      if (question.type === "calculate") {
        write(box, "value", sheet.written(question.name, step.at) || say("unknown-yet"));
      }
    }
  }

  function complain() {
    const sheet = work.sheetOf(item);
    const names = new Set(Object.keys(item.pictures));
    let first = null;
    for (const { question, box } of shown) {
      const fault = faultOf(sheet, question, step.at, names);
      box.classList.toggle("ask-wrong", fault !== null);
      const error = at(box, "error");
      if (error) {
        write(box, "error", fault ? inWords(fault) : "");
      }
      first ??= fault ? box : null;
    }
    first?.scrollIntoView({ block: "center" });
    first?.querySelector("input")?.focus();
    return first !== null;
  }

  async function leave(to) {
    await keep();
    item.step = to;
    await work.save(item);
    go("step", item);
  }

  write(screen, "whose", item.label);
  write(screen, "position", say("position", { at: number + 1, of: steps.length }));
  write(screen, "title", inLanguage(step.label));
  write(screen, "member", step.whose);
  Object.assign(at(screen, "bar"), { max: steps.length, value: number + 1 });
  for (const question of step.questions.filter((one) => inLanguage(one.label))) {
    const box = ask(work, item, question, step.at, changed);
    shown.push({ question, box });
    at(screen, "asks").append(box);
  }
  refresh();
  at(screen, "back").hidden = number === 0;
  onPress(screen, "back", () => leave(number - 1));
  onPress(screen, "home", async () => {
    await keep();
    go("home");
  });
  onPress(screen, "next", async () => {
    await keep();
    if (complain()) {
      return;
    }
    if (number + 1 < stepsOf(work.sheetOf(item)).length) {
      leave(number + 1);
    } else {
      go("review", item);
    }
  });
  return keep;
}

/** Return a question with its field. */
function ask(work, item, question, instance, changed) {
  const box = part(PARTS[question.type]);
  const place = work.sheetOf(item).place(question.name, instance);
  box.id = `q-${question.name}`;
  if (at(box, "hint")) {
    write(box, "hint", question.hint ? inLanguage(question.hint) : "");
  }
  if (at(box, "must")) {
    at(box, "must").hidden = !question.required;
  }
  const put = (value) => {
    if (value) {
      place[question.name] = value;
    } else {
      delete place[question.name];
    }
    changed();
  };
  const fill = { line, choices, picture }[PARTS[question.type]];
  if (fill) {
    fill({ work, item, question, instance, place, box, put, changed });
  } else if (question.list) {
    write(box, "value", work.sheetOf(item).inWords(question, instance, inLanguage));
  }
  return box;
}

function line({ question, place, box, put }) {
  const field = box.querySelector("input");
  field.id = `q-${question.name}-field`;
  field.name = question.name;
  field.type = question.type === "date" ? "date" : "text";
  field.inputMode = KEYBOARDS[question.type] ?? "text";
  field.value = place[question.name] ?? "";
  at(box, "for").htmlFor = field.id;
  const isPlace = question.type === "geopoint" && "geolocation" in navigator;
  at(box, "place").hidden = !isPlace;
  box.querySelector("[data-locates]").dataset.locates = field.id;
  for (const event of ["input", "change"]) {
    field.addEventListener(event, () => put(tidied(question, field.value)));
  }
}

function choices({ question, place, box, put }) {
  const options =
    question.type === "acknowledge"
      ? [[ACKNOWLEDGED, say("yes")]]
      : question.choices.map(([name, label]) => [name, inLanguage(label)]);
  const isOne = question.type === "select_one";
  if (isOne && !question.required) {
    options.push(["", say("not-known")]);
  }
  const chosen = (place[question.name] ?? "").split(" ");
  for (const [value, label] of options) {
    const option = part("option");
    const field = option.querySelector("input");
    Object.assign(field, { type: isOne ? "radio" : "checkbox", name: question.name, value });
    field.checked = chosen.includes(value);
    option.append(label);
    at(box, "options").append(option);
  }
  box.addEventListener("change", () => {
    put([...box.querySelectorAll(":checked")].map((one) => one.value).join(" "));
  });
}

function picture({ work, item, question, instance, place, box, changed }) {
  const file = box.querySelector("input[type=file]");
  file.id = `q-${question.name}-file`;
  const signing = box.querySelector("[data-signs]");
  signing.dataset.signs = file.id;
  signing.dataset.whose = item.label;
  signing.hidden = !isSignature(question);
  const show = () => {
    const held = item.pictures[place[question.name]];
    at(box, "held").hidden = !held;
    if (held) {
      at(box, "view").src = held.thumb;
    } else {
      at(box, "view").removeAttribute("src");
    }
  };
  file.addEventListener("change", async () => {
    const [taken] = file.files;
    if (!taken) {
      return;
    }
    try {
      await work.addPicture(item, question, instance, taken);
      write(box, "error", "");
    } catch (unreadable) {
      write(box, "error", say("no-picture"));
    }
    file.value = "";
    show();
    changed();
  });
  onPress(box, "without", async () => {
    await work.dropPicture(item, question, instance);
    show();
    changed();
  });
  show();
}
