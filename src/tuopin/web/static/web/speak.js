// Reads a part of a page aloud with the browser's own voice; hidden where there is none.
(function () {
  "use strict";
  if (!("speechSynthesis" in window)) {
    return;
  }
  var voice = window.speechSynthesis;
  var speaking = null;

  function sentences(text) {
    // Browsers stop in the middle of long speeches: one sentence at a time goes through.
    return text.replace(/\s+/g, " ").match(/[^。！？；.!?;]+[。！？；.!?;]?/g) || [];
  }

  function silence() {
    voice.cancel();
    if (speaking) {
      speaking.setAttribute("aria-pressed", "false");
      speaking = null;
    }
  }

  function read(button) {
    var part = document.getElementById(button.dataset.readAloud);
    var parts = sentences(part.innerText);
    speaking = button;
    button.setAttribute("aria-pressed", "true");
    parts.forEach(function (sentence, at) {
      var said = new SpeechSynthesisUtterance(sentence);
      said.lang = document.documentElement.lang || "zh-CN";
      said.rate = 0.85;
      if (at === parts.length - 1) {
        said.onend = silence;
      }
      voice.speak(said);
    });
  }

  document.querySelectorAll("[data-read-aloud]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      var wasMine = speaking === button;
      silence();
      if (!wasMine) {
        read(button);
      }
    });
  });
  window.addEventListener("pagehide", silence);
})();
