import { expect, test } from 'vitest';
import { missingKeyFix } from './missing-key.ts';

test.each([
  'OpenAIError: Missing credentials. Please pass an `apiKey`, or set the `OPENAI_API_KEY` environment variable.',
  "AI_LoadAPIKeyError: OpenAI API key is missing. Pass it using the 'apiKey' parameter or the OPENAI_API_KEY environment variable.",
])('names the variable that an SDK asks for', (text) => {
  expect(missingKeyFix(text, {})).toContain(`process.env.OPENAI_API_KEY ??= 'replay'`);
  expect(missingKeyFix(text, { OPENAI_API_KEY: 'replay' })).toBeUndefined();
});

test('asks for a key that is one where calls go to their services', () => {
  const fix = missingKeyFix('set the OPENAI_API_KEY environment variable', {}, 'live');
  expect(fix).toContain('OPENAI_API_KEY');
  expect(fix).not.toContain('any key');
});

test('says nothing of other errors', () => {
  expect(missingKeyFix('TypeError: fetch failed', {})).toBeUndefined();
  expect(missingKeyFix('PRIMARY_KEYS are not unique', {})).toBeUndefined();
});
