import type { Database, FlightLeg, Passenger, Reservation } from '../database.ts';
import { negate, type PythonNumber, subtract, times, worth } from '../python/number.ts';
import { payForChange, priceFlight } from './price.ts';
import { Refusal } from './refusal.ts';

interface FlightChange {
  reservation_id: string;
  cabin: string;
  flights: { flight_number: string; date: string }[];
  payment_id: string;
}

/** Replaces the flights of a reservation. As in the benchmark, the cabin it names stays as booked. */
export function updateReservationFlights(database: Database, change: FlightChange): Reservation {
  const reservation = find(database, change.reservation_id);
  const seats = reservation.passengers.length;
  const flights = change.flights.map((flight): FlightLeg => {
    const kept = reservation.flights.find(
      (leg) =>
        leg.flight_number === flight.flight_number &&
        leg.date === flight.date &&
        change.cabin === reservation.cabin,
    );
    if (kept === undefined) return priceFlight(database, flight, change.cabin, seats);
    return { ...flight, price: kept.price, origin: kept.origin, destination: kept.destination };
  });
  const price = (sumOf(flights) - sumOf(reservation.flights)) * seats;
  payForChange(database.users.get(reservation.user_id), change.payment_id, price);
  reservation.flights = flights;
  if (price !== 0) reservation.payment_history.push({ payment_id: change.payment_id, amount: price });
  return reservation;
}

interface BaggageChange {
  reservation_id: string;
  total_baggages: PythonNumber;
  nonfree_baggages: PythonNumber;
  payment_id: string;
}

/** Adds baggage, at 50 for each piece that is not free. */
export function updateReservationBaggages(database: Database, change: BaggageChange): Reservation {
  const reservation = find(database, change.reservation_id);
  const price = priceOfBaggage(change.nonfree_baggages, reservation.nonfree_baggages);
  payForChange(database.users.get(reservation.user_id), change.payment_id, price);
  reservation.total_baggages = change.total_baggages;
  reservation.nonfree_baggages = change.nonfree_baggages;
  if (worth(price, '!=') !== 0)
    reservation.payment_history.push({ payment_id: change.payment_id, amount: price });
  return reservation;
}

function priceOfBaggage(wanted: PythonNumber, had: PythonNumber): PythonNumber {
  const more = subtract(wanted, had);
  return worth(more, '*') > 0 ? times(50, more) : 0;
}

/** Replaces the passengers of a reservation by as many others. */
export function updateReservationPassengers(
  database: Database,
  change: { reservation_id: string; passengers: Passenger[] },
): Reservation {
  const reservation = find(database, change.reservation_id);
  if (change.passengers.length !== reservation.passengers.length) {
    throw new Refusal('number of passengers does not match');
  }
  reservation.passengers = change.passengers;
  return reservation;
}

/** Cancels a reservation and reverses every payment. */
export function cancelReservation(
  database: Database,
  { reservation_id }: { reservation_id: string },
): Reservation {
  const reservation = find(database, reservation_id);
  const refunds = reservation.payment_history.map(({ payment_id, amount }) => ({
    payment_id,
    amount: negate(amount),
  }));
  reservation.payment_history.push(...refunds);
  reservation.status = 'cancelled';
  return reservation;
}

function find(database: Database, reservation_id: string): Reservation {
  if (!database.reservations.has(reservation_id)) throw new Refusal('reservation not found');
  return database.reservations.get(reservation_id);
}

function sumOf(flights: readonly { price: number }[]): number {
  return flights.reduce((sum, flight) => sum + flight.price, 0);
}
