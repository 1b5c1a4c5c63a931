// The phone's place, in the field that asks where the visit was.
(function () {
  "use strict";
  if (!navigator.geolocation) {
    return;
  }
  document.querySelectorAll("[data-locates]").forEach(function (button) {
    var field = document.getElementById(button.dataset.locates);
    var refused = button.parentNode.querySelector("[data-refused]");
    button.hidden = false;
    button.addEventListener("click", function () {
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
        },
        function () {
          refused.hidden = false;
        },
        { enableHighAccuracy: true, timeout: 20000 },
      );
    });
  });
})();
