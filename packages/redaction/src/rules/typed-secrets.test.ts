import { expect, test } from 'vitest';
import { createRedactor } from '../redactor.ts';

const redactor = createRedactor({ key: 'k', environment: {} });
const typed = 'correct horse battery';
const call = (name: string, given: unknown) => ({ function: { name, arguments: JSON.stringify(given) } });

test.each([
  [
    'steps',
    [
      { action: 'click', selector: '#password' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'types',
    [
      { type: 'focus', selector: "input[type='password']" },
      { type: 'fill', value: typed },
    ],
  ],
  [
    'calls of Anthropic’s',
    [
      {
        role: 'assistant',
        content: [{ type: 'tool_use', name: 'click', input: { target: 'Password field' } }],
      },
      { role: 'user', content: [{ type: 'tool_result', content: 'clicked' }] },
      { role: 'assistant', content: [{ type: 'tool_use', name: 'browser_type', input: { text: typed } }] },
    ],
  ],
  ['calls of OpenAI’s', [call('click', { selector: 'input[name=pwd]' }), call('type', { text: typed })]],
  ['verbs', [{ click: { element: 'Password' } }, { input_text: { index: 3, text: typed } }]],
  [
    'captions',
    [
      { type: 'tap', text: 'Enter your password' },
      { type: 'send_keys', text: typed },
    ],
  ],
  [
    'names of inputs',
    [
      { action: 'click', name: 'user_password' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'described fields',
    [
      { name: 'browser_click', input: { element: 'Password input of the login form', ref: 'e7' } },
      { name: 'browser_type', input: { text: typed } },
    ],
  ],
])('what is typed straight after a field for a password was chosen goes: %s', (_, acts) => {
  const after = JSON.stringify(redactor.json({ acts }));
  expect(after).not.toContain(typed);
  expect(after.match(/\[REDACTED:password:/g)).toHaveLength(1);
});

test.each([
  [
    'another field',
    [
      { action: 'click', selector: '#search' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'a link',
    [
      { action: 'click', selector: '#forgot-password' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'a message behind a pin',
    [
      { action: 'click', text: 'Pin' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'a list of secrets',
    [
      { action: 'click', text: 'Secret Santa' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'a search',
    [
      { action: 'click', text: 'Password policy' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'another field after it',
    [
      { action: 'click', selector: '#password' },
      { action: 'click', selector: '#search' },
      { action: 'type', text: typed },
    ],
  ],
  [
    'another page after it',
    [
      { action: 'click', selector: '#password' },
      { action: 'navigate', url: 'https://acme.io/' },
      { action: 'type', text: typed },
    ],
  ],
  ...[
    { type: 'click', text: 'API key settings' },
    { type: 'click', text: 'How do I use my password?' },
    { type: 'click', element: 'Passcode door lock product' },
    { type: 'tap', title: 'Password-free login' },
    { type: 'click', url: 'https://acme.example/how-to-use-a-password' },
    { type: 'click', href: '/docs/password' },
  ].map((link): [string, unknown[]] => [
    `another page: ${JSON.stringify(link)}`,
    [link, { type: 'input', text: typed }],
  ]),
  ...['send', 'set'].map((type): [string, unknown[]] => [
    `what is not typed but ${type}`,
    [
      { type: 'click', selector: '#password' },
      { type, text: typed },
    ],
  ]),
  [
    'a prompt after it',
    [
      call('click', { selector: '#password' }),
      { role: 'user', content: [{ type: 'input_text', text: typed }] },
    ],
  ],
])('what is typed into %s stays', (_, acts) => {
  expect(redactor.json({ acts })).toEqual({ acts });
});

test('keys that are pressed one after the other are one secret', () => {
  const press = (key: string) => ({ action: 'press', key });
  const after = JSON.stringify(
    redactor.json([
      { action: 'focus', selector: '#password' },
      ...Array.from('Qv4!mm8Z', press),
      press('Enter'),
    ]),
  );
  expect(after).toMatch(/"key":"\[REDACTED:password:[0-9a-f]{8}\]"(?:\},\{"action":"press","key":""){7}\}/);
  expect(after).toContain('"key":"Enter"');
});

test('what is typed goes where it stands on lines of JSON', () => {
  const lines = [{ action: 'focus', selector: '#password' }, { action: 'type', text: typed }, { note: 'a' }];
  const [focus = '', text = '', note = ''] = redactor
    .text(lines.map((line) => JSON.stringify(line)).join('\n'))
    .split('\n');
  expect(focus).toBe(JSON.stringify(lines[0]));
  expect(text).toMatch(/^\{"action":"type","text":"\[REDACTED:password:[0-9a-f]{8}\]"\}$/);
  expect(note).toBe('{"note":"a"}');
});

test('what was said holds for the next acts only', () => {
  const wait = { action: 'navigate', url: '/a' };
  const acts = (waits: number) => [
    { thought: 'I type the password' },
    ...Array.from({ length: waits }, () => wait),
    { action: 'type', text: 'Kx9$1Qz!7' },
  ];
  expect(JSON.stringify(redactor.json(acts(3)))).not.toContain('Kx9$1Qz!7');
  expect(redactor.json(acts(4))).toEqual(acts(4));
});

test('what is typed and was cut off gets no other end', () => {
  const redacted = redactor.text('{"action":"fill","selector":"#password","text":"hunter2Xyz');
  expect(redacted).toMatch(/"text":"\[REDACTED:password:[0-9a-f]{8}\]$/);
});
