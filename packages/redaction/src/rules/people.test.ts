import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'people', environment: {} });

test.each([
  ['Kind regards,\nMarisol Quintanilla\nTel +34 612 345 678', 'Marisol Quintanilla'],
  ['Prescriber Dr. Alasdair Venn, bank account number 1234567890', 'Alasdair Venn'],
  ['Customer Beatriz Holloway (phone +1 415 555 2671) called', 'Beatriz Holloway'],
  ['My name is Beatriz Holloway and my email is bea@holloway.example', 'Beatriz Holloway'],
  ['Sehr geehrter Herr Lindenthal, Ihre IBAN DE89370400440532013000', 'Lindenthal'],
  ['<tr><td>Name</td><td>Evangelina Prado</td></tr><td>+34 612 345 678</td>', 'Evangelina Prado'],
  ['BEATRIZ HOLLOWAY\nbea@holloway.example', 'BEATRIZ HOLLOWAY'],
  ['{"name":"Beatriz Holloway","email":"bea@holloway.example"}', 'Beatriz Holloway'],
])('a name goes with what else there is of a person: %j', (text, name) => {
  expect(redactor.text(text)).not.toContain(name);
});

test.each([
  'Kind regards,\nMarisol Quintanilla',
  'Dr. Alasdair Venn wrote a book',
  'Contact Customer Support at +1 415 555 2671',
  '{"name":"Beatriz Holloway","role":"Juliet"}',
])('a name by itself stays: %j', (text) => {
  expect(redactor.text(text).replace(/\[REDACTED:phone:\w{8}\]/, '+1 415 555 2671')).toBe(text);
});
