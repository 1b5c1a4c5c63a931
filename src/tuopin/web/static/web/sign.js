// A signature drawn on the screen becomes a picture in the form's own file field.
(function () {
  "use strict";
  var pad = document.getElementById("sign-pad");
  if (!pad || !pad.showModal || !window.DataTransfer) {
    return;
  }
  var canvas = pad.querySelector("canvas");
  var pen = canvas.getContext("2d");
  var input = null;
  var opener = null;
  var hasInk = false;

  function clear() {
    pen.fillStyle = "#ffffff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.strokeStyle = "#10202f";
    pen.lineWidth = 6;
    pen.lineCap = "round";
    pen.lineJoin = "round";
    hasInk = false;
  }

  function at(event) {
    var box = canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * canvas.width) / box.width,
      ((event.clientY - box.top) * canvas.height) / box.height,
    ];
  }

  canvas.addEventListener("pointerdown", function (event) {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    pen.beginPath();
    pen.moveTo.apply(pen, at(event));
  });
  canvas.addEventListener("pointermove", function (event) {
    if (!canvas.hasPointerCapture(event.pointerId)) {
      return;
    }
    pen.lineTo.apply(pen, at(event));
    pen.stroke();
    hasInk = true;
  });

  function keep(blob) {
    var files = new DataTransfer();
    Array.prototype.forEach.call(input.files, function (file) {
      if (file.name !== "signature.png") {
        files.items.add(file);
      }
    });
    files.items.add(new File([blob], "signature.png", { type: "image/png" }));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    opener.parentNode.querySelector("[data-signed]").hidden = false;
    pad.close();
  }

  pad.querySelector("[data-clear]").addEventListener("click", clear);
  pad.querySelector("[data-leave]").addEventListener("click", function () {
    pad.close();
  });
  pad.querySelector("[data-keep]").addEventListener("click", function () {
    if (hasInk) {
      canvas.toBlob(keep, "image/png");
    }
  });

  document.querySelectorAll("[data-signs]").forEach(function (button) {
    button.hidden = false;
  });
  // On a page that is drawn anew at every step the buttons come later.
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-signs]");
    if (!button) {
      return;
    }
    opener = button;
    input = document.getElementById(button.dataset.signs);
    pad.querySelector("[data-whose]").textContent = button.dataset.whose;
    clear();
    pad.showModal();
  });
})();
