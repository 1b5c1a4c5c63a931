/* Whether what was filled in is answered as it is asked, so that it can be mended at the
   kitchen table. The server examines everything again and believes nothing of this. */

import { isDay, text } from "./evaluating.js";
import { stepsOf } from "./answers.js";

const MOST_LETTERS = 2000;
const FORMS = {
  integer: /^-?\d{1,9}$/,
  decimal: /^-?\d{1,12}(\.\d{1,6})?$/,
};
const PLACE = /^-?\d{1,3}(\.\d+)? -?\d{1,3}(\.\d+)?( -?\d+(\.\d+)?){0,2}$/;
const UNPRINTED = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/;

function fits(sheet, question, at, value, pictures) {
  switch (question.type) {
    case "text":
      return [...value].length <= MOST_LETTERS && !UNPRINTED.test(value);
    case "integer":
    case "decimal":
      return FORMS[question.type].test(value);
    case "date":
      return isDay(value);
    case "select_one":
      return question.choices.some(([name]) => name === value);
    case "select_one_from_file":
      return sheet.options(question, at).includes(value);
    case "geopoint": {
      const [north, east] = value.split(" ").map((one) => Math.abs(Number(one)));
      return PLACE.test(value) && north <= 90 && east <= 180;
    }
    case "image":
      return pictures.has(value);
    default:
      return true;
  }
}

/** Return what is wrong with one answer: what `says` calls it, or the form's own words. */
export function faultOf(sheet, question, at, pictures) {
  if (["note", "calculate"].includes(question.type) || !sheet.isAsked(question.name, at)) {
    return null;
  }
  const value = sheet.given(question.name, at);
  if (!value.trim()) {
    return question.required ? { kind: "required" } : null;
  }
  if (!fits(sheet, question, at, value, pictures)) {
    return { kind: question.type };
  }
  if (question.constraint && !sheet.holds(question.constraint, at, value)) {
    return question.constraint_says ? { both: question.constraint_says } : { kind: "required" };
  }
  return null;
}

/** Return every fault, with the number of the step on which to mend it. */
export function faultsOf(sheet, pictures) {
  return stepsOf(sheet).flatMap((step, number) =>
    step.questions
      .map((question) => ({
        question,
        step: number,
        fault: faultOf(sheet, question, step.at, pictures),
      }))
      .filter((one) => one.fault),
  );
}

/** Return a figure as it was meant: without full-width digits, commas and blanks. */
export function tidied(question, value) {
  const plain = value.replaceAll("\0", "").trim();
  return question.type in FORMS ? text(plain).normalize("NFKC").replace(/[, ]/g, "") : plain;
}
