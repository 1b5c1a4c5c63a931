/* What is shown: the page's own templates, filled in. Every word stands in the page, in
   the language that it was taken along in. */

const holds = (id) => document.getElementById(id).content;

/** Return a message of the page, with the values that it names in braces. */
export function say(name, values = {}) {
  const found = holds("says").querySelector(`[data-say="${name}"]`);
  return found.textContent.replace(/\{(\w+)\}/g, (_, one) => values[one] ?? "");
}

/** Show a screen, and return it. */
export function show(name) {
  const main = document.getElementById("main");
  main.replaceChildren(holds(`screen-${name}`).cloneNode(true));
  main.dataset.shows = name;
  window.scrollTo(0, 0);
  return main;
}

/** Return a part that screens are made of. */
export function part(name) {
  return holds(`part-${name}`).firstElementChild.cloneNode(true);
}

/** Return the place of that name within a screen or part. */
export function at(within, name) {
  return within.querySelector(`[data-at="${name}"]`);
}

/** Write into a place; nothing hides it. */
export function write(within, name, words) {
  const place = at(within, name);
  place.textContent = words;
  place.hidden = !words;
}

export function onPress(within, name, act) {
  at(within, name).addEventListener("click", (event) => {
    event.preventDefault();
    act(event);
  });
}

/** Tell something at the head of whatever is shown. */
export function tell(words, kind = "told") {
  const place = document.getElementById("told");
  place.className = kind;
  place.textContent = words;
  place.hidden = !words;
}
