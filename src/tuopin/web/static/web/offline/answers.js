/* A questionnaire with answers in it: what is asked, what follows, what is unknown.
   Answers are texts by the name of their question, a repeat a list of the like. */

import { evaluate, text, truth } from "./evaluating.js";
import { isAsked } from "./form.js";

const NAMED = /\$\{(\w+)\}/g;

export class Sheet {
  constructor(form, answers, { today, tables }) {
    this.form = form;
    this.answers = answers;
    this.today = today;
    this.tables = tables;
    this.values = new Map();
    this.relevant = new Map();
  }

  value(name, at = null) {
    const key = `${name} ${at}`;
    if (!this.values.has(key)) {
      this.values.set(key, this.found(this.form.questions.get(name), at));
    }
    return this.values.get(key);
  }

  found(question, at) {
    if (!this.isAsked(question.name, at)) {
      return "";
    }
    return question.type === "calculate" && question.calculation
      ? evaluate(question.calculation, this.from(at))
      : this.given(question.name, at);
  }

  written(name, at = null) {
    return text(this.value(name, at));
  }

  /** Return what was entered for a question, asked or not. */
  given(name, at = null) {
    return this.place(name, at)[name] ?? "";
  }

  /** Return where a question's answer is kept. */
  place(name, at) {
    const repeat = this.form.repeatOf(name);
    return repeat ? (this.answers[repeat.name]?.[at] ?? {}) : this.answers;
  }

  count(repeat) {
    return this.answers[repeat.name]?.length ?? 0;
  }

  isAsked(name, at = null) {
    const key = `${name} ${at}`;
    if (!this.relevant.has(key)) {
      const conditions = [...(this.form.around.get(name) ?? [])];
      if (this.form.questions.has(name)) {
        conditions.push(this.form.questions.get(name));
      }
      const holds = conditions.every((one) => !one.relevant || this.holds(one.relevant, at));
      this.relevant.set(key, holds);
    }
    return this.relevant.get(key);
  }

  holds(expression, at, itself = "") {
    return truth(evaluate(expression, this.from(at), itself));
  }

  /** Return the sheet as an expression sees it from one place. */
  from(at) {
    const sheet = this;
    return {
      today: this.today,
      tables: this.tables,
      answer(name) {
        return sheet.form.repeatOf(name) ? sheet.value(name, at ?? 0) : sheet.value(name);
      },
      answers(name) {
        const whole = sheet.form.repeats.find((one) => one.name === name);
        if (whole) {
          return Array(sheet.count(whole)).fill("");
        }
        const repeat = sheet.form.repeatOf(name);
        const all = repeat ? [...Array(sheet.count(repeat)).keys()] : [null];
        return all.filter((n) => sheet.isAsked(name, n)).map((n) => sheet.value(name, n));
      },
    };
  }

  /** Return the keys of the list that a question may be answered from. */
  options(question, at) {
    const rows = this.tables[question.list] ?? {};
    if (!question.narrowed_by) {
      return Object.keys(rows);
    }
    const [column, other] = question.narrowed_by;
    const sought = this.written(other, this.form.repeatOf(other) ? at : null);
    return Object.keys(rows).filter((key) => rows[key][column] === sought);
  }

  /** Return a label with the answers that it names; a dash where one is unknown. */
  said(label, at) {
    return label.replace(NAMED, (_, name) => {
      const known = this.form.questions.has(name);
      return (known && this.written(name, this.form.repeatOf(name) ? at : null)) || "—";
    });
  }

  /** Return an answer as people read it; nothing where there is none. */
  inWords(question, at, inLanguage) {
    const value =
      question.type === "calculate" ? this.written(question.name, at) : this.given(question.name, at);
    if (question.choices.length) {
      const named = new Map(question.choices);
      const words = value.split(/\s+/).filter(Boolean);
      return words.map((one) => (named.has(one) ? inLanguage(named.get(one)) : one)).join("、");
    }
    if (question.list) {
      return this.tables[question.list]?.[value]?.label ?? value;
    }
    return question.type === "acknowledge" ? value && "✓" : value;
  }

  /** Return the answers that are asked and given, as they are sent. */
  askedOnly() {
    const tree = {};
    for (const repeat of this.form.repeats) {
      if (this.count(repeat)) {
        tree[repeat.name] = this.answers[repeat.name].map(() => ({}));
      }
    }
    for (const [name, question] of this.form.questions) {
      const repeat = this.form.repeatOf(name);
      const places = repeat ? [...Array(this.count(repeat)).keys()] : [null];
      for (const at of places) {
        const value = this.given(name, at);
        if (isAsked(question) && value && this.isAsked(name, at)) {
          (repeat ? tree[repeat.name][at] : tree)[name] = value;
        }
      }
    }
    return tree;
  }
}

/** Return the pages of a questionnaire: a section each, one for each of a repeat. */
export function stepsOf(sheet) {
  const steps = sheet.form.sections.flatMap((section) => stepsIn(sheet, section));
  return steps.filter((step) => step.questions.some((one) => sheet.isAsked(one.name, step.at)));
}

function stepsIn(sheet, section) {
  const steps = [];
  let run = [];
  const page = (questions, at = null, whose = "") =>
    steps.push({ label: section.label, questions, at, whose });
  for (const part of flat(section)) {
    if (!part.parts) {
      run.push(part);
      continue;
    }
    if (run.some(isAsked)) {
      page(run);
      run = [];
    }
    // Notes before a repeat go with the first of it.
    for (let at = 0; at < sheet.count(part); at += 1) {
      page([...run, ...sheet.form.questionsOf(part)], at, whoseIs(sheet, part, at));
      run = [];
    }
  }
  if (run.length) {
    page(run);
  }
  return steps;
}

const flat = (group) =>
  group.parts.flatMap((part) => (part.type === "group" ? flat(part) : [part]));

function whoseIs(sheet, repeat, at) {
  const question = sheet.form.listedIn(repeat);
  const key = question && sheet.given(question.name, at);
  return sheet.tables[question?.list]?.[key]?.label ?? String(at + 1);
}
