import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { fakes } from '../corpora/fake.suite.ts';
import { createRedactor } from '../redactor.ts';
import { encoded } from './encoded.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('encoded');
const s = fakes('encoded secret').alnum(24);
const b64 = (text: string): string => Buffer.from(text).toString('base64');

describeRule(encoded, {
  finds: [
    [b64(`{"password":"${s}"}`), b64(`{"password":"${s}"}`)],
    [`basic: ${b64(`svc:${s}`)}`, b64(`svc:${s}`)],
    [encodeURIComponent(`{"password":"${s}"}`), s],
    [Buffer.from(`{"password":"${s}"}`).toString('hex'), Buffer.from(s).toString('hex')],
    ['From=a&Body=Your+login+code+is+774120', '774120'],
    ['From=a&Body=Your+login+code+is+774120%21+Do+not+share', '774120'],
    ['a=1&msg=password+Sunny7%21day', 'Sunny7%21day'],
    [`Body=${'x'.repeat(80)}+your+login+code+is+774120`, '774120'],
    ["-d 'Body=Jo's+login+code+is+774120'", '774120'],
    ["-d 'Body=Your+login+code+is+774120'>out", '774120'],
    [gzipSync(`{"password":"${s}"}`).toString('base64'), gzipSync(`{"password":"${s}"}`).toString('base64')],
  ],
  leaves: [
    b64('nothing to see here, friend'),
    f.hex(64),
    'MDEwOlJlcG9zaXRvcnkx',
    'caf%C3%A9%20in%20Paris',
    'q=best+pizza+in+oslo&lang=en',
    'sum=a+b+c+d',
    `iVBORw0KGgo${f.base64(200)}`,
  ],
});

test.each([420, 20_000])('a code behind %i words of a form is found', (words) => {
  const text = `From=1&Body=${'so+'.repeat(words)}your+login+code+is+774120&To=2`;
  const after = createRedactor({ key: 'encoded', environment: {} }).text(text);
  expect(after).not.toContain('774120');
  expect(after.startsWith('From=1&Body=so+so+')).toBe(true);
  expect(after.endsWith('&To=2')).toBe(true);
});
