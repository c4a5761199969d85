import type { Database } from '../database.ts';
import { pythonJson } from '../python/json.ts';
import { isFloat, type PythonNumber } from '../python/number.ts';
import { checkArguments } from './arguments.ts';
import { bookReservation } from './book-reservation.ts';
import { calculate } from './calculate.ts';
import {
  cancelReservation,
  updateReservationBaggages,
  updateReservationFlights,
  updateReservationPassengers,
} from './change-reservation.ts';
import { Refusal } from './refusal.ts';
import { searchDirectFlight, searchOnestopFlight } from './search-flights.ts';

type Tool = (database: Database, args: never) => string;

const AIRPORTS = {
  SFO: 'San Francisco',
  JFK: 'New York',
  LAX: 'Los Angeles',
  ORD: 'Chicago',
  DFW: 'Dallas',
  DEN: 'Denver',
  SEA: 'Seattle',
  ATL: 'Atlanta',
  MIA: 'Miami',
  BOS: 'Boston',
  PHX: 'Phoenix',
  IAH: 'Houston',
  LAS: 'Las Vegas',
  MCO: 'Orlando',
  EWR: 'Newark',
  CLT: 'Charlotte',
  MSP: 'Minneapolis',
  DTW: 'Detroit',
  PHL: 'Philadelphia',
  LGA: 'LaGuardia',
};

/** The airline's tools, by the names that the model calls them. */
const tools: Readonly<Record<string, Tool>> = {
  book_reservation: json(bookReservation),
  calculate: (_, { expression }: { expression: string }) => calculate(expression),
  cancel_reservation: json(cancelReservation),
  get_reservation_details: json(({ reservations }, { reservation_id }: { reservation_id: string }) => {
    if (!reservations.has(reservation_id)) throw new Refusal('user not found');
    return reservations.get(reservation_id);
  }),
  get_user_details: json(({ users }, { user_id }: { user_id: string }) => {
    if (!users.has(user_id)) throw new Refusal('user not found');
    return users.get(user_id);
  }),
  list_all_airports: json(() => AIRPORTS),
  search_direct_flight: json(searchDirectFlight),
  search_onestop_flight: json(searchOnestopFlight),
  send_certificate: sendCertificate,
  think: () => '',
  transfer_to_human_agents: () => 'Transfer successful',
  update_reservation_baggages: json(updateReservationBaggages),
  update_reservation_flights: json(updateReservationFlights),
  update_reservation_passengers: json(updateReservationPassengers),
};

/** Runs a tool on the database and answers as the benchmark's tools do: text, a refusal as `Error: …`. */
export function runTool(database: Database, name: string, args: unknown): string {
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
  if (tool === undefined) return `Unknown action ${name}`;
  try {
    checkArguments(name, args);
    return tool(database, args as never);
  } catch (error) {
    return `Error: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function sendCertificate(
  { users }: Database,
  { user_id, amount }: { user_id: string; amount: PythonNumber },
): string {
  if (!users.has(user_id)) throw new Refusal('user not found');
  const { payment_methods } = users.get(user_id);
  const id = ['certificate_3221322', 'certificate_3221323', 'certificate_3221324'].find(
    (each) => !Object.hasOwn(payment_methods, each),
  );
  if (id === undefined) return '';
  payment_methods[id] = { source: 'certificate', amount, id };
  return `Certificate ${id} added to user ${user_id} with amount ${show(amount)}.`;
}

/** A value as Python's `str` shows it. */
function show(value: unknown): string {
  return typeof value === 'number' || isFloat(value) ? pythonJson(value) : String(value);
}

function json(tool: (database: Database, args: never) => unknown): Tool {
  return (database, args) => pythonJson(tool(database, args));
}
