import type { Database, Flight, FlightDate } from '../database.ts';
import { lookUp, Refusal } from './refusal.ts';

interface Search {
  origin: string;
  destination: string;
  date: string;
}

type Found = Omit<Flight, 'dates'> & FlightDate & { date?: string };

/** Flights from one airport to another on a day. */
export function searchDirectFlight({ flights }: Database, { origin, destination, date }: Search): Found[] {
  return Object.values(flights)
    .filter((flight) => flight.origin === origin && flight.destination === destination)
    .flatMap((flight) => onDay(flight, date) ?? []);
}

/** Pairs of flights with one stop. As in the benchmark, seats and prices are those of the first day. */
export function searchOnestopFlight({ flights }: Database, { origin, destination, date }: Search): Found[][] {
  const all = Object.values(flights);
  return all
    .filter((first) => first.origin === origin)
    .flatMap((first) =>
      all
        .filter((second) => second.origin === first.destination && second.destination === destination)
        .flatMap((second) => connect(first, second, date)),
    );
}

function connect(first: Flight, second: Flight, date: string): Found[][] {
  const overnight = first.scheduled_arrival_time_est.includes('+1');
  const secondDate = overnight ? `2024-05-${dayOf(date) + 1}` : date;
  if (first.scheduled_arrival_time_est > second.scheduled_departure_time_est) return [];
  const one = onDay(first, date);
  const two = onDay(second, secondDate);
  if (one === null || two === null) return [];
  const { dates, ...rest } = second;
  return [
    [
      { ...one, date },
      { ...rest, ...lookUp(dates, date), date: secondDate },
    ],
  ];
}

function dayOf(date: string): number {
  const day = date.slice(-2);
  if (/^\s*[+-]?\d+\s*$/.test(day)) return Number(day);
  throw new Refusal(`invalid literal for int() with base 10: '${day}'`);
}

function onDay(flight: Flight, date: string): Found | null {
  const { dates, ...rest } = flight;
  const day = Object.hasOwn(dates, date) ? dates[date] : undefined;
  return day?.status === 'available' ? { ...rest, ...day } : null;
}
