/* The value of an expression of the questionnaire, as the server's evaluator gives it;
   tests/vectors/expressions.json binds both. What is not known stays so: arithmetic with
   an unknown figure is unknown, never zero, and a comparison with it does not hold. */

import * as figures from "./figures.js";

const { Figure } = figures;

export const UNKNOWN = Object.freeze({ toString: () => "" });

const NUMBER = /^\s*(-?\d{1,18}(?:\.\d{1,12})?)\s*$/;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const MOST_DECIMALS = 9;
const MS_A_DAY = 86_400_000;

/** Say whether a text is a day of the calendar. */
export function isDay(written) {
  if (!DAY.test(written)) {
    return false;
  }
  const day = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(written);
}

/** Return a value as a figure; a day is the number of days since 1970. */
export function number(value) {
  if (value instanceof Figure || value === UNKNOWN) {
    return value;
  }
  if (typeof value === "boolean") {
    return Figure.of(Number(value));
  }
  const match = NUMBER.exec(value);
  if (match) {
    return Figure.read(match[1]);
  }
  return isDay(value) ? Figure.of(Date.parse(`${value}T00:00:00Z`) / MS_A_DAY) : UNKNOWN;
}

/** Return a value as it is kept; an unknown figure is blank. */
export function text(value) {
  return String(value);
}

export function truth(value) {
  if (value === UNKNOWN) {
    return false;
  }
  return value instanceof Figure ? !value.isZero : Boolean(value);
}

const words = (value) => text(value).split(/\s+/).filter(Boolean);
const orUnknown = (figure) => (figure === null ? UNKNOWN : figure);

function arithmetic(apply) {
  return (left, right) => {
    const [a, b] = [number(left), number(right)];
    return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : orUnknown(apply(a, b));
  };
}

function ordered(holds) {
  return (left, right) => {
    const [a, b] = [number(left), number(right)];
    return a !== UNKNOWN && b !== UNKNOWN && holds(figures.compared(a, b));
  };
}

function equal(left, right) {
  if (typeof left === "boolean" || typeof right === "boolean") {
    return truth(left) === truth(right);
  }
  if (typeof left === "string" && typeof right === "string") {
    return left === right;
  }
  return ordered((order) => order === 0)(left, right);
}

function rounded(value, decimals) {
  const [figure, places] = [number(value), number(decimals)];
  if (figure === UNKNOWN || places === UNKNOWN) {
    return UNKNOWN;
  }
  const kept = Math.min(Math.max(places.toNumber(), 0), MOST_DECIMALS);
  return orUnknown(figures.halfUp(figure, kept));
}

function whole(value) {
  const figure = number(value);
  return figure === UNKNOWN ? UNKNOWN : orUnknown(figures.cut(figure));
}

function part(value, begin, end) {
  const [first, last] = [number(begin), number(end)];
  if (first === UNKNOWN || last === UNKNOWN) {
    return "";
  }
  return [...text(value)].slice(first.toNumber(), last.toNumber()).join("");
}

function negative(value) {
  const figure = number(value);
  return figure === UNKNOWN ? UNKNOWN : figures.negative(figure);
}

const PLAIN = {
  "+": arithmetic(figures.plus),
  "-": arithmetic((a, b) => figures.plus(a, figures.negative(b))),
  "*": arithmetic(figures.times),
  div: arithmetic(figures.divided),
  mod: arithmetic(figures.remainder),
  "<": ordered((order) => order < 0),
  "<=": ordered((order) => order <= 0),
  ">": ordered((order) => order > 0),
  ">=": ordered((order) => order >= 0),
  "=": equal,
  "!=": (a, b) => !equal(a, b),
  negative,
  not: (a) => !truth(a),
  true: () => true,
  false: () => false,
  number,
  string: text,
  "string-length": (a) => Figure.of([...text(a)].length),
  concat: (...all) => all.map(text).join(""),
  coalesce: (a, b) => (text(a) ? a : b),
  int: whole,
  round: rounded,
  substr: part,
  selected: (answer, choice) => words(answer).includes(text(choice)),
  "count-selected": (a) => Figure.of(words(a).length),
  regex: (a, b) => new RegExp(`^(?:${text(b)})$`, "u").test(text(a)),
};

/** Return a figure over all the answers that are named; one unknown, all unknown. */
function overMany(name, args, scope, itself) {
  const found = args.flatMap((one) =>
    one[0] === "answer" ? scope.answers(one[1]) : [evaluate(one, scope, itself)],
  );
  if (name === "count") {
    return Figure.of(found.length);
  }
  const all = found.map(number);
  if (all.includes(UNKNOWN)) {
    return UNKNOWN;
  }
  if (name === "sum") {
    return all.reduce(figures.plus, Figure.of(0));
  }
  if (!all.length) {
    return UNKNOWN;
  }
  const sign = name === "min" ? 1 : -1;
  return all.reduce((best, one) => (figures.compared(one, best) * sign < 0 ? one : best));
}

function called(name, args, scope, itself) {
  const valued = (at) => evaluate(args[at], scope, itself);
  switch (name) {
    case "or":
      return truth(valued(0)) || truth(valued(1));
    case "and":
      return truth(valued(0)) && truth(valued(1));
    case "if":
      return truth(valued(0)) ? valued(1) : valued(2);
    case "sum":
    case "count":
    case "min":
    case "max":
      return overMany(name, args, scope, itself);
    case "today":
      return scope.today;
  }
  const values = args.map((_, at) => valued(at));
  if (name === "pulldata") {
    const [table, column, key, sought] = values.map(text);
    // Lists are kept by their first column; looked up by another, nothing is found.
    return key === "name" ? (scope.tables[table]?.[sought]?.[column] ?? "") : "";
  }
  return PLAIN[name](...values);
}

/** Return an expression's value; it comes as the lists that the server writes. */
export function evaluate(expression, scope, itself = "") {
  const [kind, first, ...rest] = expression;
  switch (kind) {
    case "number":
      return Figure.read(first);
    case "text":
      return first;
    case "answer":
      return scope.answer(first);
    case "itself":
      return itself;
    default:
      return called(first, rest, scope, itself);
  }
}
