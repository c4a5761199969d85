import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const answer = 'Kowalczyk';

test.each([
  { question: "What was your first pet's name?", answer },
  { question: "Mother's maiden name?", answer },
  { security_question: 'Favourite dish?', answer },
  { security_questions: [{ question: 'Favourite dish?', answer }] },
  { challenge_question: 'Favourite dish?', challenge_answer: answer },
])('what is answered to a question of security goes: %j', (value) => {
  expect(JSON.stringify(redactor.json(value))).not.toContain(answer);
});

test.each([
  { question: 'Which surname is most common there?', answer },
  { question: 'What was your childhood like?', answer },
  { question: 'How would you describe your best friend?', answer },
  { question: 'What did you learn at your first job?', answer: `${answer} said that ${'a '.repeat(40)}` },
  { question: 'What is a pet name?', answer: 'A term of endearment' },
  { security_questions: [{ question: 'Favourite dish?', id: 3 }] },
])('what is answered to another one stays: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});
