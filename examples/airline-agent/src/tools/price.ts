import type { Database, FlightLeg, PaymentMethod, User } from '../database.ts';
import { type PythonNumber, subtract, worth } from '../python/number.ts';
import { lookUp, Refusal } from './refusal.ts';

/** Finds a flight that can be booked, with its price in a cabin. */
export function priceFlight(
  database: Database,
  flight: { flight_number: string; date: string },
  cabin: string,
  seats: number,
): FlightLeg {
  const flight_number = lookUp(flight, 'flight_number');
  const known = Object.hasOwn(database.flights, flight_number) ? database.flights[flight_number] : undefined;
  if (known === undefined) throw new Refusal(`flight ${flight_number} not found`);
  const date = lookUp(flight, 'date');
  const day = Object.hasOwn(known.dates, date) ? known.dates[date] : undefined;
  if (day === undefined) throw new Refusal(`flight ${flight_number} not found on date ${date}`);
  if (day.status !== 'available') throw new Refusal(`flight ${flight_number} not available on date ${date}`);
  if (lookUp(day.available_seats, cabin) < seats)
    throw new Refusal(`not enough seats on flight ${flight_number}`);
  return {
    ...flight,
    price: lookUp(day.prices, cabin),
    origin: known.origin,
    destination: known.destination,
  };
}

/** Takes the price of a change from a payment method that may pay for changes. */
export function payForChange(user: User, payment_id: string, price: PythonNumber): void {
  const { payment_methods: methods } = user;
  const method: PaymentMethod | undefined = Object.hasOwn(methods, payment_id)
    ? methods[payment_id]
    : undefined;
  if (method === undefined) throw new Refusal('payment method not found');
  if (method.source === 'certificate') throw new Refusal('certificate cannot be used to update reservation');
  if (method.source !== 'gift_card') return;
  const balance = method.amount ?? 0;
  if (worth(balance, '<') < worth(price, '<')) throw new Refusal('gift card balance is not enough');
  method.amount = subtract(balance, price);
}
