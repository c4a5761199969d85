import { expect, it } from 'vitest';
import { httpEffect } from './http-effect.ts';

it.each([
  ['GET', 'https://any.test/x', 'read'],
  ['POST', 'https://any.test/messages', 'write'],
  ['POST', 'https://api.openai.com/v1/responses', 'read'],
  ['POST', 'https://api.openai.com/v1/files', 'write'],
  ['DELETE', 'https://api.openai.com/v1/responses/r1', 'write'],
  ['POST', 'https://api.anthropic.com/v1/messages?beta=true', 'read'],
  ['POST', 'https://notanthropic.com/v1/messages', 'write'],
  ['POST', 'https://me.openai.azure.com/openai/deployments/d/chat/completions?api-version=1', 'read'],
  [
    'POST',
    'https://us-central1-aiplatform.googleapis.com/v1/publishers/google/models/g:generateContent',
    'read',
  ],
  ['POST', 'https://generativelanguage.googleapis.com/v1beta/models/g:streamGenerateContent?alt=sse', 'read'],
  [
    'POST',
    'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.amazon.nova-micro-v1%3A0/converse-stream',
    'read',
  ],
  ['POST', 'https://selfhosted.test/v1/chat/completions', 'read'],
  ['POST', 'not a url', 'write'],
])('takes %s %s to %s', (method, url, effect) => {
  expect(httpEffect(method, url)).toBe(effect);
});
