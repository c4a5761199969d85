import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const SNOWFLAKE = '4510142279516596764';
const CARD = '4000000000000000006';
const IDENTITY = '110101199003077379';

test.each(['id', 'chat_id', 'guildId', 'message_ids', 'user_id', 'discard_id', 'company_id'])(
  'the digits of a snowflake are no card under %s',
  (name) => {
    for (const digits of [SNOWFLAKE, CARD].slice(name === 'id' ? 2 : 0)) {
      const body = `{"${name}":"${digits}","a":[{"${name}":${digits}}]}`;
      expect(redactor.text(body)).toBe(body);
    }
  },
);

test.each(['card_id', 'pan_id', 'paymentCardId', 'credit_card_ids', 'payment_id'])(
  'those of a card go under %s',
  (name) => {
    expect(redactor.text(`{"${name}":"${CARD}"}`)).not.toContain(CARD);
    expect(redactor.text(`{"${name}":${CARD}}`)).not.toContain(CARD);
  },
);

test.each([
  ['national_id', SNOWFLAKE],
  ['nationalId', SNOWFLAKE],
  ['citizen_id', SNOWFLAKE],
  ['tax_id', SNOWFLAKE],
  ['secret_id', SNOWFLAKE],
  ['resident_id', IDENTITY],
  ['patient_id', IDENTITY],
  ['government_id', IDENTITY],
  ['personal_id', IDENTITY],
  ['ssn_ids', IDENTITY],
])('what its name says goes under %s, however many digits it has', (name, digits) => {
  for (const body of [{ [name]: digits }, { a: { [name]: [digits] } }, { params: { [name]: digits } }])
    expect(JSON.stringify(redactor.json(body))).not.toContain(digits);
});

test('a vector beside rows is none of them', () => {
  const rows = [['jo', 'Xk29fj3aB']];
  const vector = [0.25, 2, -1];
  for (const value of [
    { columns: ['name', 'password'], values: vector, rows },
    { rows: [['name', 'password'], ...rows], data: vector },
  ])
    expect(JSON.stringify(redactor.json(value))).not.toContain('Xk29fj3aB');
  const headless = { values: vector, rows: [['name', 'password'], ...rows] };
  expect(redactor.json(headless)).toBe(headless);
});
