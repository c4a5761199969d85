import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { normalName } from './normal-name.ts';

test.each([
  ['X-Api-Key', 'x_api_key'],
  ['apiKey', 'api_key'],
  ['API_KEY', 'api_key'],
  ['HTTPServerKey2', 'http_server_key2'],
  ['user2Token', 'user2_token'],
  ['AB1c', 'ab1c'],
  ['--a..b--', 'a_b'],
  ['contraseñaNueva', 'contraseña_nueva'],
  ['ПарольДоступа', 'парольдоступа'],
  ['', ''],
])('%s is %s', (name, normal) => {
  expect(normalName(name)).toBe(normal);
});

test('names of ASCII are read as all others are', () => {
  for (let seed = 0; seed < 2000; seed += 1) {
    const name = fakes(`names ${seed}`).of('aAbBcC01_-. $', 12);
    // a letter beyond ASCII that stands apart changes nothing else
    expect(normalName(`${name}.ü`), name).toBe(`${normalName(name)}_ü`.replace(/^_/, ''));
  }
});
