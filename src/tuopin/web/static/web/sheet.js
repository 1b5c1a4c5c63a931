/* Keys on a sheet's rows; without this file Tab, the space bar and the arrows do all of
   it. Enter goes to the same question of the next household instead of sending the whole
   sheet off, with Shift to the one before; Ctrl+Enter presses the sheet's button. */

document.addEventListener("keydown", (event) => {
  const field = event.target.closest(".worksheet-rows input, .worksheet-rows select");
  if (!field || event.key !== "Enter" || event.isComposing) {
    return;
  }
  event.preventDefault();
  if (event.ctrlKey) {
    field.form.querySelector(".batch-bar button").focus();
    field.form.requestSubmit();
    return;
  }
  const row = field.closest("tr:not(.row-papers)");
  if (!row) {
    return;
  }
  const at = [...row.querySelectorAll("input:not([type=hidden]), select")].indexOf(field);
  // The papers of one household alone stand in a row of their own, between the others.
  const rows = [...row.parentElement.querySelectorAll("tr:not(.row-papers)")];
  const next = rows[rows.indexOf(row) + (event.shiftKey ? -1 : 1)];
  const there = next?.querySelectorAll("input:not([type=hidden]), select")[at];
  there?.focus();
  there?.select?.();
});
