import { expect, test } from 'vitest';
import { unknownChannelsFix } from './unknown-channels.ts';

test.each([
  [['tcp:db:5432'], /capture it with allow: \["tcp:db:5432"\]/],
  [['spawn:curl'], /^do it within a tool\(\)[^:]*again$/],
  [['http:api.example.com'], /^withRun and execute of agent-replay record HTTP/],
  [['udp'], /^do it within a tool\(\)/],
])('says of %j what to do', (unknown, fix) => {
  expect(unknownChannelsFix(unknown)).toMatch(fix);
});

test('offers no rule for HTTP: no replay lets it out by one', () => {
  expect(unknownChannelsFix(['http:api.example.com', 'tcp:db:5432'])).not.toContain('allow');
});
