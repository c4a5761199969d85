/** What a job asks to be invoiced. */
export interface Order {
  order: string;
  net: number;
  country: string;
}

const RATES: Readonly<Record<string, number>> = { DE: 0.19, FR: 0.2 };

/** The text of an invoice. @throws {Error} for a country whose rate is not known. */
export function invoiceOf({ order, net, country }: Order): string {
  const rate = RATES[country];
  if (rate === undefined) throw new Error(`No rate is known for "${country}".`);
  return `Invoice for order ${order}\nnet    ${net}\ngross  ${Math.round(net * (1 + rate))}\n`;
}
