// What stands in a scanned code: the number of a paper, also at the end of an address, or an article,
// in a GS1 code with its lot, its serial number and its last day.

const SEPARATOR = "\x1d";
const SYMBOLOGY = /^\](d2|C1|Q3|e0)/; // what scanners put before a GS1 code
const FIXED = { "01": 14, "11": 6, "13": 6, "15": 6, "17": 6 }; // digits of the parts that have no end mark
const NAMES = { "01": "code", "10": "lot", "17": "expires", "21": "serial" };

// The last part of an address; anything else as it is.
export function numberIn(text) {
  const code = text.trim();
  if (!/^https?:\/\//i.test(code)) return code;
  try {
    return decodeURIComponent(new URL(code).pathname.split("/").filter(Boolean).at(-1) ?? "");
  } catch {
    return code;
  }
}

// An article as { code, lot, serial, expires }; `expires` is a day such as 2027-03-31.
export function articleIn(text) {
  const plain = { code: text.trim(), lot: "", serial: "", expires: "" };
  const isMarked = SYMBOLOGY.test(text) || text.includes(SEPARATOR);
  const digits = text.replace(SYMBOLOGY, "");
  if (!isMarked && !/^01\d{14}(10|11|17|21)/.test(digits)) return plain;
  const found = { ...plain, code: "" };
  let rest = digits.startsWith(SEPARATOR) ? digits.slice(1) : digits;
  while (rest.length > 2) {
    const kind = rest.slice(0, 2);
    const end = FIXED[kind] ? 2 + FIXED[kind] : rest.indexOf(SEPARATOR) < 0 ? rest.length : rest.indexOf(SEPARATOR);
    const value = rest.slice(2, end);
    if (NAMES[kind] === "expires") found.expires = dayOf(value);
    else if (NAMES[kind]) found[NAMES[kind]] = value;
    rest = rest.slice(end);
    if (rest.startsWith(SEPARATOR)) rest = rest.slice(1);
  }
  return found.code ? found : plain;
}

// YYMMDD; a day 00 is the last of the month.
function dayOf(six) {
  const [year, month, day] = [2000 + Number(six.slice(0, 2)), Number(six.slice(2, 4)), Number(six.slice(4))];
  if (day) return `${year}-${six.slice(2, 4)}-${six.slice(4)}`;
  return new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
}

// Whether a code is this article's: its SKU or its GTIN; leading zeros of a GTIN do not matter.
export function answersTo(article, code) {
  if (code === article.sku) return true;
  return Boolean(article.gtin) && /^\d+$/.test(code) && bare(code) === bare(article.gtin);
}

function bare(gtin) {
  return gtin.replace(/^0+/, "");
}
