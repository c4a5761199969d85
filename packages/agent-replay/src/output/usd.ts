/**
 * What something cost, in US dollars, for people. A sum of floats has digits that nobody counted; what is more than
 * nothing never reads as nothing.
 */
export function usdText(usd: number): string {
  if (usd > 0 && usd < 0.000001) return 'less than 0.000001 USD';
  return `${Number(usd.toFixed(6))} USD`;
}
