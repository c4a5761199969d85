import type OpenAI from 'openai';
import { PARAMETERS } from './arguments.ts';

const DESCRIPTIONS: Readonly<Record<string, string>> = {
  book_reservation: 'Book flights for passengers, and pay for them exactly.',
  calculate: 'Evaluate an arithmetic expression.',
  cancel_reservation: 'Cancel a whole reservation and refund it.',
  get_reservation_details: 'Look a reservation up.',
  get_user_details: 'Look a customer up: profile, payment methods, reservations.',
  list_all_airports: 'List the airports and their cities.',
  search_direct_flight: 'Find direct flights between two airports on a day.',
  search_onestop_flight: 'Find flights with one stop between two airports on a day.',
  send_certificate: 'Send a customer a certificate. Use with care.',
  think: 'Write a thought down. It changes nothing.',
  transfer_to_human_agents: 'Hand the customer to a person, when the policy says so.',
  update_reservation_baggages: 'Change the baggage of a reservation.',
  update_reservation_flights: 'Change the flights or the cabin of a reservation.',
  update_reservation_passengers: 'Change the passengers of a reservation.',
};

const OBJECTS = { type: 'array', items: { type: 'object' } };
const TYPES: Readonly<Record<string, object>> = {
  amount: { type: 'number' },
  flights: OBJECTS,
  nonfree_baggages: { type: 'integer' },
  passengers: OBJECTS,
  payment_methods: OBJECTS,
  total_baggages: { type: 'integer' },
};

/** What the model is told of the airline's tools. */
export const toolSchemas: OpenAI.Responses.FunctionTool[] = Object.entries(PARAMETERS).map(
  ([name, parameters]) => ({
    type: 'function',
    name,
    description: DESCRIPTIONS[name] ?? name,
    parameters: {
      type: 'object',
      properties: Object.fromEntries(parameters.map((each) => [each, TYPES[each] ?? { type: 'string' }])),
      required: [...parameters],
    },
    strict: false,
  }),
);
