import { expect, onTestFinished, test, vi } from 'vitest';
import { readersOfAnswers, readJsonBy, unreadText } from './unread-text.ts';

const INIT = { status: 201, statusText: 'Made', headers: { 'content-type': 'application/json' } };
const PLACE = { url: 'https://api.example.com/v1/items', redirected: true };
const TEXTS = ['{"a":"é"}', '\uFEFF{"a":1}', '"\ud800"', '{"a":', 'a=1&b=2'];
const WAYS = ['json', 'text', 'arrayBuffer', 'blob', 'bytes', 'formData'] as const;

/** What comes of a step with a response: how a value or an error is written. */
async function outcome(response: Response, step: (response: Response) => unknown): Promise<unknown> {
  try {
    const value = await step(response);
    return value instanceof Blob ? [value.type, await value.text()] : value;
  } catch (error) {
    return [(error as Error).name, (error as Error).message];
  }
}

const steps: ((response: Response) => unknown)[] = [
  ...WAYS.map((way) => (response: Response) => response[way]()),
  (response) => response.bodyUsed,
  (response) => response.body?.locked,
  (response) => Array.fromAsync(response.body ?? []),
  (response) => response.clone().text(),
  (response) => response.body?.cancel(),
];

test.each(TEXTS)(
  'a response of %j is read as one of fetch is, in any two ways after one another',
  async (text) => {
    for (const first of steps)
      for (const second of steps) {
        const [ours, theirs] = [unreadText(text, INIT, PLACE), new Response(text, INIT)];
        const seen = async (response: Response) => [
          await outcome(response, first),
          response.bodyUsed,
          await outcome(response, second),
          response.bodyUsed,
        ];
        expect(await seen(ours)).toEqual(await seen(theirs));
      }
  },
);

test('it is what a response is', () => {
  const response = unreadText('{}', INIT, PLACE);
  expect([response.status, response.statusText, response.ok, [...response.headers]]).toEqual([
    201,
    'Made',
    true,
    [['content-type', 'application/json']],
  ]);
  expect([response instanceof Response, response.constructor, Object.keys(response)]).toEqual([
    true,
    Response,
    [],
  ]);
  expect([response.url, response.redirected, response.type]).toEqual([PLACE.url, true, 'basic']);
  expect(() => response.headers.set('x-a', 'b')).toThrow(new TypeError('immutable'));
  expect([response.body === response.body, response.headers === response.headers]).toEqual([true, true]);
});

test('whoever has put a way to read of its own in place is asked', async () => {
  const json = vi.spyOn(Response.prototype, 'json');
  onTestFinished(() => json.mockRestore());
  const response = unreadText('{"a":1}', INIT, PLACE);
  expect(await response.json()).toEqual({ a: 1 });
  expect(json).toHaveBeenCalledTimes(1);
  expect([response.url, response.redirected]).toEqual([PLACE.url, true]);
});

test('the functions of Response.prototype read it while they are told to, and are themselves again afterwards', async () => {
  const { prototype } = Response;
  const before = Object.getOwnPropertyDescriptors(prototype);
  const undo = readersOfAnswers();
  for (const text of TEXTS)
    for (const way of WAYS) {
      const [ours, theirs] = [unreadText(text, INIT, PLACE), new Response(text, INIT)];
      const seen = async (response: Response) => [
        await outcome(response, (each) => Reflect.apply(prototype[way], each, [])),
        response.bodyUsed,
      ];
      expect(await seen(ours)).toEqual(await seen(theirs));
    }
  const response = unreadText('{"a":1}', INIT, PLACE);
  const said = (key: string): unknown => Reflect.get(prototype, key, response);
  expect(['url', 'redirected', 'type', 'bodyUsed', 'body'].map(said)).toEqual([
    PLACE.url,
    true,
    'basic',
    false,
    response.body,
  ]);
  expect(() => Reflect.get(prototype, 'url', {})).toThrow(TypeError);
  undo();
  expect(Object.getOwnPropertyDescriptors(prototype)).toEqual(before);
});

test('json() of every response is made by the parser of another realm while a tape is open', async () => {
  const undo = [readersOfAnswers(), readJsonBy((text) => ({ theirs: text }))];
  try {
    const answer = unreadText('[1]', INIT, PLACE);
    const theirs = { theirs: '[1]' };
    expect(await Promise.all([answer.clone().json(), answer.json(), new Response('[1]').json()])).toEqual([
      theirs,
      theirs,
      theirs,
    ]);
  } finally {
    for (const step of undo) step();
  }
  expect(await unreadText('[1]', INIT, PLACE).json()).toEqual([1]);
  expect(await new Response('[1]').json()).toEqual([1]);
});
