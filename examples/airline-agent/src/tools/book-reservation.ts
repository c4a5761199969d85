import type { Database, Passenger, Payment, Reservation, User } from '../database.ts';
import { add, type PythonNumber, subtract, times, worth } from '../python/number.ts';
import { pythonJson } from '../python/json.ts';
import { priceFlight } from './price.ts';
import { lookUp, Refusal } from './refusal.ts';

type Booking = Omit<
  Reservation,
  'reservation_id' | 'flights' | 'payment_history' | 'created_at' | 'status'
> & {
  flights: { flight_number: string; date: string }[];
  passengers: Passenger[];
  payment_methods: Payment[];
};

/** Books flights, and pays for them exactly. */
export function bookReservation(database: Database, booking: Booking): Reservation {
  if (!database.users.has(booking.user_id)) throw new Refusal('user not found');
  const user = database.users.get(booking.user_id);
  const { payment_methods, flights, user_id, origin, destination, flight_type, cabin, passengers, ...rest } =
    booking;
  const legs = flights.map((flight) => priceFlight(database, flight, cabin, passengers.length));
  pay(user, payment_methods, totalPrice(booking, legs));
  const reservation: Reservation = {
    reservation_id: freeId(database),
    user_id,
    origin,
    destination,
    flight_type,
    cabin,
    flights: legs,
    passengers,
    payment_history: payment_methods,
    created_at: '2024-05-15T15:00:00',
    total_baggages: rest.total_baggages,
    nonfree_baggages: rest.nonfree_baggages,
    insurance: rest.insurance,
  };
  database.reservations.set(reservation.reservation_id, reservation);
  user.reservations.push(reservation.reservation_id);
  return reservation;
}

function totalPrice(booking: Booking, legs: { price: number }[]): PythonNumber {
  const fares = legs.reduce((sum, leg) => sum + leg.price * booking.passengers.length, 0);
  const insurance = booking.insurance === 'yes' ? 30 * booking.passengers.length : 0;
  return add(fares + insurance, times(50, booking.nonfree_baggages));
}

function pay(user: User, payments: Payment[], price: PythonNumber): void {
  const { payment_methods: methods } = user;
  for (const payment of payments) {
    const [payment_id, amount] = [lookUp(payment, 'payment_id'), lookUp(payment, 'amount')];
    const method = Object.hasOwn(methods, payment_id) ? methods[payment_id] : undefined;
    if (method === undefined) throw new Refusal(`payment method ${payment_id} not found`);
    if (method.source !== 'credit_card' && worth(method.amount, '<') < worth(amount, '<')) {
      throw new Refusal(`not enough balance in payment method ${payment_id}`);
    }
  }
  const paid = payments.reduce<PythonNumber>((sum, payment) => add(sum, payment.amount), 0);
  if (worth(paid, '!=') !== worth(price, '!=')) {
    throw new Refusal(
      `payment amount does not add up, total price is ${pythonJson(price)}, but paid ${pythonJson(paid)}`,
    );
  }
  for (const { payment_id, amount } of payments) {
    const method = lookUp(methods, payment_id);
    if (method.source === 'gift_card') method.amount = subtract(method.amount ?? 0, amount);
    if (method.source === 'certificate') delete methods[payment_id];
  }
}

/** The benchmark names new reservations from a fixed list, so that runs can be compared. */
function freeId({ reservations }: Database): string {
  return ['HATHAT', 'HATHAU'].find((id) => !reservations.has(id)) ?? 'HATHAV';
}
