// Amounts as whole cents, from what people type.

const HALF_WIDTH = /[０-９．]/g;

export function plain(text) {
  return text.trim().replace(HALF_WIDTH, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

// Cents; NaN for what is no amount. Nothing typed is `empty`.
export function cents(text, empty = 0) {
  const typed = plain(text);
  if (typed === "") return empty;
  return /^-?\d{1,12}(\.\d{1,2})?$/.test(typed) ? Math.round(Number(typed) * 100) : NaN;
}

export function units(text) {
  const typed = plain(text);
  return /^\d{1,7}$/.test(typed) ? Number(typed) : NaN;
}

export function written(amount) {
  return (amount / 100).toFixed(2);
}

export function shown(amount) {
  const value = Math.abs(amount / 100).toLocaleString("en-US", { minimumFractionDigits: 2 });
  return `${amount < 0 ? "−" : ""}¥${value}`;
}
