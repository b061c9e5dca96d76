// Uploads say at once what would be refused; corrections show what was changed.

const upload = document.getElementById("upload");
if (upload) {
  const source = upload.elements.source;
  const files = upload.elements.files;
  const fault = document.getElementById("files-fault");
  const houses = upload.dataset.houses.split(" ");

  function showHouse() {
    const needed = houses.includes(source.value);
    for (const field of upload.querySelectorAll("[data-of-house]")) {
      field.hidden = !needed;
      field.querySelector("select").required = needed;
    }
  }

  function checkSize() {
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    const large = size > Number(upload.dataset.most);
    fault.textContent = large ? fault.dataset.words : "";
    files.setCustomValidity(large ? fault.dataset.words : "");
  }

  source.addEventListener("change", showHouse);
  files.addEventListener("change", checkSize);
  showHouse();
  // A large file takes its time: nobody should send it twice.
  upload.addEventListener("submit", () => { upload.querySelector("button.main").disabled = true; });
}

const correct = document.getElementById("correct");
if (correct) {
  correct.addEventListener("input", ({ target }) => {
    target.classList.toggle("changed", target.value !== target.defaultValue);
  });
  // On a telephone the keyboard would cover the rows.
  if (matchMedia("(pointer: fine)").matches) correct.querySelector("[aria-invalid]")?.focus({ preventScroll: true });
}
