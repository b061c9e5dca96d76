// The order page: steps with the order and its boxes.

import { obey } from "./actions.js";

obey(document.getElementById("story"));
