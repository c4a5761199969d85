import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const answer = 'Kowalczyk';

test.each([
  { question: "What was your first pet's name?", answer },
  { question: "Mother's maiden name?", answer },
  { security_question: 'Favourite dish?', answer },
  { security_questions: [{ question: 'Favourite dish?', answer }] },
  { secret_question: 'Favourite dish?', secret_answer: answer },
  { question: 'In what city did your parents meet?', answer },
  { question: 'Name of your first pet', answer },
  { question: 'What’s your childhood nickname?', answer },
  { challenge_question: "Mother's maiden name?", challenge_answer: answer },
  { challengeQuestion: 'In what city were you born?', challengeAnswer: answer },
])('what is answered to a question of security goes: %j', (value) => {
  expect(JSON.stringify(redactor.json(value))).not.toContain(answer);
});

test.each([
  { question: 'Which surname is most common there?', answer },
  { question: 'What was your childhood like?', answer },
  { question: 'How would you describe your best friend?', answer },
  { question: 'What did you learn at your first job?', answer: `${answer} said that ${'a '.repeat(40)}` },
  { question: 'When was the first car invented?', answer: '1886' },
  { question: 'Where is the first school in Boston?', answer: 'School Street' },
  { prompt: 'Write a haiku about my first pet', response: 'Furry little friend, warm' },
  { question: 'What was your first pet?', response: 'Rex, a dog' },
  { title: 'my first car', reply: 'Nice one!' },
  { challenge_question: 'What is 2+2?', answer: 'four of them' },
  { challenge_answer: 'binary search' },
  { challenge_question: 'What is 2+2?', challenge_answer: 'four of them' },
  { question: 'What is a pet name?', answer: 'A term of endearment' },
  { security_questions: [{ question: 'Favourite dish?', id: 3 }] },
])('what is answered to another one stays: %j', (value) => {
  expect(redactor.json(value)).toEqual(value);
});

test('what is answered to a question of security in a text goes', () => {
  expect(redactor.text(`What was your first pet? A: ${answer}`)).not.toContain(answer);
  expect(redactor.text(`In what city did your parents meet? A: ${answer}`)).not.toContain(answer);
});

test.each([
  'FAQ: How did your parents meet? A: In 1950',
  'Tell me about your first job? A: I was a clerk',
  'Challenge answer: Binary search',
])('what is answered to another one in a text stays: %s', (text) => {
  expect(redactor.text(text)).toBe(text);
});

test("a mother's maiden name in a sentence goes", () => {
  expect(redactor.text("my mother's maiden name is Holkori")).not.toContain('Holkori');
  expect(redactor.text("the mother's maiden name is required")).toContain('required');
});
