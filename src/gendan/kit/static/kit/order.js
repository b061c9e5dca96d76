// The order page: steps with the order and its boxes, and messages that are sent again.

import { obey } from "./actions.js";
import { obeyAgain } from "./again.js";

obey(document.getElementById("story"));
obeyAgain(document.getElementById("story"));
