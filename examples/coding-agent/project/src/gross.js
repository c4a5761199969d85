const RATES = { DE: 0.16, FR: 0.2 };

/** The gross price in cents. */
export function gross(net, country) {
  return Math.round(net * (1 + RATES[country]));
}
