import { describe, expect, it } from 'vitest';
import { percentDecoded } from './percent-decoded.ts';

const decoded = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
};

describe('percentDecoded', () => {
  it.each([
    'plain',
    'a%20b%3D%7B%22',
    '%E5%AF%86%e7%a0%81',
    '%F0%9F%94%91',
    '100%',
    '%4',
    '%zz',
    'a%C3',
    '%C3%28',
    '%E5%AFa%86',
    '%ED%A0%80',
    '%C0%AF',
    '%F4%90%80%80',
    '%ff%20',
    '密\ud800%41',
  ])('gives what decodeURIComponent does of %j', (text) => {
    expect(percentDecoded(text)).toBe(decoded(text));
  });
});
