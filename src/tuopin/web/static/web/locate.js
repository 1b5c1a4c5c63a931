// The phone's place, in the field that asks where the visit was.
(function () {
  "use strict";
  if (!navigator.geolocation) {
    return;
  }
  document.querySelectorAll("[data-locates]").forEach(function (button) {
    button.hidden = false;
  });
  // On a page that is drawn anew at every step the buttons come later.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-locates]");
    if (!button) {
      return;
    }
    var field = document.getElementById(button.dataset.locates);
    var refused = button.parentNode.querySelector("[data-refused]");
    refused.hidden = true;
    navigator.geolocation.getCurrentPosition(
      function (found) {
        var at = found.coords;
        field.value = [
          at.latitude.toFixed(6),
          at.longitude.toFixed(6),
          (at.altitude || 0).toFixed(1),
          at.accuracy.toFixed(1),
        ].join(" ");
        field.dispatchEvent(new Event("change", { bubbles: true }));
      },
      function () {
        refused.hidden = false;
      },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
})();
