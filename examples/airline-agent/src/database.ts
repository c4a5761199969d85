import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import type { PythonNumber } from './python/number.ts';

export interface Payment {
  payment_id: string;
  amount: PythonNumber;
}

export interface Passenger {
  first_name: string;
  last_name: string;
  dob: string;
}

export interface FlightLeg {
  flight_number: string;
  date: string;
  price: number;
  origin: string;
  destination: string;
}

export interface Reservation {
  reservation_id: string;
  user_id: string;
  origin: string;
  destination: string;
  flight_type: string;
  cabin: string;
  flights: FlightLeg[];
  passengers: Passenger[];
  payment_history: Payment[];
  created_at: string;
  total_baggages: PythonNumber;
  nonfree_baggages: PythonNumber;
  insurance: string;
  status?: string;
}

export interface PaymentMethod {
  source: 'credit_card' | 'gift_card' | 'certificate';
  id: string;
  amount?: PythonNumber;
}

export interface User {
  address: Record<string, string>;
  payment_methods: Record<string, PaymentMethod>;
  reservations: string[];
}

export interface FlightDate {
  status: string;
  available_seats: Record<string, number>;
  prices: Record<string, number>;
}

export interface Flight {
  flight_number: string;
  origin: string;
  destination: string;
  scheduled_departure_time_est: string;
  scheduled_arrival_time_est: string;
  dates: Record<string, FlightDate>;
}

/** A table whose rows are copied when they are first touched, so that every run starts from the same data. */
export interface Table<Row> {
  has: (id: string) => boolean;
  /** A row to read and to change; the shared one stays as it is. */
  get: (id: string) => Row;
  set: (id: string, row: Row) => void;
}

export type Changes = Record<string, Partial<User> | Partial<Reservation>>;

export interface Database {
  flights: Readonly<Record<string, Flight>>;
  users: Table<User>;
  reservations: Table<Reservation>;
  /** What is not as it was: `users/<id>` or `reservations/<id>` → its changed members. */
  changes: () => Changes;
}

/** Opens a fresh copy of the airline's database. */
export function openDatabase(): Database {
  const users = table<User>('users');
  const reservations = table<Reservation>('reservations');
  return {
    flights: load<Flight>('flights'),
    users,
    reservations,
    changes: () => ({ ...reservations.changes(), ...users.changes() }),
  };
}

function table<Row extends object>(
  name: string,
): Table<Row> & { changes: () => Record<string, Partial<Row>> } {
  const base = load<Row>(name);
  const touched = new Map<string, Row>();
  return {
    has: (id) => touched.has(id) || Object.hasOwn(base, id),
    get(id) {
      const row = touched.get(id) ?? structuredClone(base[id]);
      if (row === undefined) throw new Error(`${name} has no row ${id}`);
      touched.set(id, row);
      return row;
    },
    set: (id, row) => void touched.set(id, row),
    changes: () =>
      Object.fromEntries(
        [...touched]
          .map(([id, row]): [string, Partial<Row>] => [`${name}/${id}`, changedMembers(row, base[id])])
          .filter(([, members]) => Object.keys(members).length > 0)
          .toSorted(([a], [b]) => (a < b ? -1 : 1)),
      ),
  };
}

/** The members of a row that are not as they were; all of them for a new row. */
function changedMembers<Row extends object>(row: Row, before: Row | undefined): Partial<Row> {
  const changed = Object.entries(row).filter(
    ([key, value]) => !isDeepStrictEqual(value, before?.[key as keyof Row]),
  );
  return Object.fromEntries(changed) as Partial<Row>;
}

const loaded = new Map<string, Readonly<Record<string, unknown>>>();

function load<Row>(name: string): Readonly<Record<string, Row>> {
  let rows = loaded.get(name);
  if (rows === undefined) {
    rows = JSON.parse(readFileSync(new URL(`../data/${name}.json`, import.meta.url), 'utf8')) as Record<
      string,
      Row
    >;
    loaded.set(name, rows);
  }
  return rows as Readonly<Record<string, Row>>;
}
