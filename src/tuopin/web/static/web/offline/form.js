/* The questionnaire as the packet has it: its questions and where they stand. */

/** Return one of two languages, as the page speaks. */
export function inLanguage(both) {
  return document.documentElement.lang.startsWith("en") ? both.en : both.zh;
}

export const isAsked = (question) => !["note", "calculate"].includes(question.type);
export const isSignature = (question) => question.appearance.includes("signature");

export class Form {
  constructor(said) {
    this.sections = said.sections;
    this.version = said.version;
    this.digest = said.digest;
    this.questions = new Map();
    this.repeats = [];
    this.around = new Map();
    const walk = (part, above) => {
      this.around.set(part.name, above);
      if (!part.parts) {
        this.questions.set(part.name, part);
        return;
      }
      if (part.type === "repeat") {
        this.repeats.push(part);
      }
      part.parts.forEach((inner) => walk(inner, [...above, part]));
    };
    this.sections.forEach((section) => walk(section, []));
  }

  repeatOf(name) {
    return (this.around.get(name) ?? []).find((one) => one.type === "repeat");
  }

  /** Return the questions of a section or repeat, those of inner groups among them. */
  questionsOf(group) {
    return group.parts.flatMap((part) => (part.parts ? this.questionsOf(part) : [part]));
  }

  /** Return the question by which a repeat goes through a list. */
  listedIn(repeat) {
    return this.questionsOf(repeat).find((one) => one.list);
  }

  fromList(list) {
    return [...this.questions.values()].find((one) => one.list === list);
  }
}
