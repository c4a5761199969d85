export enum Currency { EUR = 'EUR', USD = 'USD' }
export function format(n: number, c: Currency): string { return `${n.toFixed(2)} ${c}`; }
