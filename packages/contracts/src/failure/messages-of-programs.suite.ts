import { chars, int, path, pick, port, short, size } from './noisy-values.suite.ts';

const reply = (): string =>
  pick(
    '<!DOCTYPE html>',
    'Sure! Here',
    'I cannot do',
    '```json\n{',
    '{"a": tru',
    '{"name": "x", y',
    '\nOK then',
  );
const file = (): string => path().replaceAll("'", '');

/** What Node, browsers, frameworks and tools say. */
export const PROGRAMS: Readonly<Record<string, () => string>> = {
  json_token: () => {
    const text = reply();
    return `Unexpected token '${text.trim()[0]}', "${text}"... is not valid JSON`;
  },
  json_position: () =>
    `Expected ',' or '}' after property value in JSON at position ${int(999)} (line ${int(9)} column ${int(99)})`,
  json_end: () => 'Unexpected end of JSON input',
  zod: () =>
    JSON.stringify(
      Array.from({ length: 1 + int(3) }, () => ({
        expected: pick('string', 'number'),
        code: 'invalid_type',
        path: [pick('a', 'items'), int(9)],
        message: 'Invalid input: expected string, received undefined',
      })),
      null,
      2,
    ),
  address_in_use: () =>
    `listen EADDRINUSE: address already in use ${pick(':::', '0.0.0.0:', '127.0.0.1:')}${port()}`,
  too_many_files: () => `EMFILE: too many open files, open '${file()}'`,
  disk_full: () => `ENOSPC: no space left on device, write '${file()}' (${size()} free)`,
  assertion: () =>
    `Expected values to be strictly equal:\n\n${pick(`${int(99)} !== ${int(99)}`, `'${short()}' !== 'b'`, "+ actual - expected\n\n+ 'a b'\n- 'c'")}\n`,
  assertion_deep: () =>
    `Expected values to be strictly deep-equal:\n+ actual - expected\n\n  {\n${'    id: 1,\n'.repeat(int(3))}+   ${pick('total', 'name')}: ${int(99)}\n-   total: 'x y'\n  }\n`,
  jest: () =>
    `expect(received).toEqual(expected) // deep equality\n\n- Expected  - ${int(9)}\n+ Received  + ${int(9)}\n\n  Object {\n-   "a": ${int(9)},\n+   "${short()}": 2,\n`,
  playwright: () =>
    `locator.click: Timeout ${1 + int(60)}000ms exceeded.\nCall log:\n${'    - locator resolved to <button>Pay</button>\n'.repeat(int(3))}${'  - retrying click action\n'.repeat(int(4))}`,
  playwright_refused: () =>
    `page.goto: net::ERR_CONNECTION_REFUSED at http://localhost:${port()}/\nCall log:\n  - navigating to "http://localhost:${port()}/", waiting until "load"\n`,
  yaml: () =>
    `bad indentation of a mapping entry (${int(99)}:${int(40)})\n\n ${int(90)} |   a: b\n ${int(90)} |  c: ${short()}\n------^`,
  vite: () =>
    `Failed to resolve import "${pick('./a.js', '@/lib/b', 'lodash')}" from "src/${short()}.tsx". Does the file exist?`,
  typescript: () =>
    `src/${pick('a', 'order/b')}.ts(${int(99)},${int(99)}): error TS2345: Argument of type '${pick('string', '{ a: 1 }')}' is not assignable to parameter of type 'number'.`,
  kubernetes: () =>
    `pods "${pick('web', 'a b')}-${short()}" is forbidden: exceeded quota: compute, requested: ${pick(`cpu=${int(900)}m`, `cpu=${int(9)},memory=${int(9)}Gi`)}, used: cpu=${int(9)}, limited: cpu=10`,
  docker: () =>
    `Error response from daemon: Conflict. The container name "/web-${short()}" is already in use by container "${chars('0123456789abcdef', 64)}".`,
  answer: () =>
    `model answered ${pick('"yes"', '"first\nsecond"', '"a\n\nb c"', "'no\nway'")} where a number was asked for`,
};
