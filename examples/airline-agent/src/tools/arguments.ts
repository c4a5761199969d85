import { Refusal } from './refusal.ts';

/** The parameters of each tool; all of them are required. */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  book_reservation: [
    'user_id',
    'origin',
    'destination',
    'flight_type',
    'cabin',
    'flights',
    'passengers',
    'payment_methods',
    'total_baggages',
    'nonfree_baggages',
    'insurance',
  ],
  calculate: ['expression'],
  cancel_reservation: ['reservation_id'],
  get_reservation_details: ['reservation_id'],
  get_user_details: ['user_id'],
  list_all_airports: [],
  search_direct_flight: ['origin', 'destination', 'date'],
  search_onestop_flight: ['origin', 'destination', 'date'],
  send_certificate: ['user_id', 'amount'],
  think: ['thought'],
  transfer_to_human_agents: ['summary'],
  update_reservation_baggages: ['reservation_id', 'total_baggages', 'nonfree_baggages', 'payment_id'],
  update_reservation_flights: ['reservation_id', 'cabin', 'flights', 'payment_id'],
  update_reservation_passengers: ['reservation_id', 'passengers'],
};

/** Refuses arguments that a tool has no parameter for, and missing ones, in the words of Python's calls. */
export function checkArguments(name: string, args: unknown): void {
  const parameters = PARAMETERS[name] ?? [];
  const given = typeof args === 'object' && args !== null ? Object.keys(args) : [];
  const method = `${name
    .split('_')
    .map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`)
    .join('')}.invoke()`;
  const unknown = given.find((each) => !parameters.includes(each));
  if (unknown !== undefined) throw new Refusal(`${method} got an unexpected keyword argument '${unknown}'`);
  const missing = parameters.filter((each) => !given.includes(each)).map((each) => `'${each}'`);
  if (missing.length === 0) return;
  const plural = missing.length === 1 ? '' : 's';
  throw new Refusal(
    `${method} missing ${missing.length} required positional argument${plural}: ${listed(missing)}`,
  );
}

function listed(names: readonly string[]): string {
  if (names.length < 3) return names.join(' and ');
  return `${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}
