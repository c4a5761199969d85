import { isOpaque } from './is-opaque.ts';

/** A password for an app as its maker shows it: Google's four groups of four letters, WordPress's six. */
export function isAppPassword(value: string): boolean {
  if (SIX.test(value)) return MIXED.test(value);
  return (
    FOUR.test(value) &&
    value.split(' ').some((group) => !VOWEL.test(group)) &&
    isOpaque(value.replaceAll(' ', ''), 16)
  );
}

const FOUR = /^[a-z]{4}(?: [a-z]{4}){3}$/;
const SIX = /^[A-Za-z0-9]{4}(?: [A-Za-z0-9]{4}){5}$/;
const MIXED = /^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])/;
const VOWEL = /[aeiouy]/;
