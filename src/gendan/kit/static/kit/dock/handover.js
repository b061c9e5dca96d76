// Prints the list of what a carrier took away, parcel by parcel in the order of scanning.

import { print } from "../papers.js";

const button = document.getElementById("print-list");

button.addEventListener("click", () => {
  print(button, [...document.querySelectorAll("tr[data-shipment]")].map((row) => row.dataset.shipment));
});
