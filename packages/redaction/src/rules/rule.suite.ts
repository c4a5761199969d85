import { describe, expect, test } from 'vitest';
import { settleEdits } from '../edit.ts';
import { createNames } from '../names/names.ts';
import { isPlaceholder, placeholders } from '../placeholder.ts';
import { createRedactor } from '../redactor.ts';
import { signalsOf } from '../signals.ts';
import type { Reader, Rule, Scan } from './rule.ts';

export interface RuleExamples {
  /** Texts, each with the part of it that has to go. */
  finds: readonly (readonly [text: string, secret: string])[];
  /** Texts that the rule leaves alone. */
  leaves: readonly string[];
}

/** What every rule keeps to: it finds, it spares, it says no only when it finds nothing, and it is at rest on what it has redacted. */
export function describeRule(rule: Rule, { finds, leaves }: RuleExamples): void {
  const placeholder = placeholders('suite');
  const whole = createRedactor({ key: 'suite', environment: {} });
  const reader: Reader = { inner: (text) => whole.text(text), edits: (text) => whole.find(text) };
  const scan: Scan = {
    ...reader,
    decoded: reader,
    own: (text) => text,
    rewrite: (text, by) => by(text),
    names: createNames(),
    placeholder,
    spend: () => true,
  };
  const edits = (text: string) => settleEdits(text, rule.find(text, scan, signalsOf(text)));
  const redact = (text: string): string =>
    edits(text).reduceRight(
      (rest, { start, end, kind, text: after }) =>
        rest.slice(0, start) + (after ?? placeholder(kind, text.slice(start, end))) + rest.slice(end),
      text,
    );

  describe(`rule ${rule.name}`, () => {
    test.each(finds)('takes the secret out of %j', (text, secret) => {
      expect(text).toContain(secret);
      expect(redact(text)).not.toContain(secret);
      expect(rule.mayFind(signalsOf(text))).toBe(true);
    });

    // what is passed over is counted from the beginning
    test.each(finds)('takes it out of %j wherever that stands', (text, secret) => {
      for (let lines = 1; lines < 12; lines += 1)
        expect(redact(`${'\n'.repeat(lines)}${text}\n`)).not.toContain(secret);
    });

    test.each(leaves.map((text) => [text]))('leaves %j alone', (text) => {
      expect(redact(text)).toBe(text);
    });

    test.each(finds)('is at rest after %j', (text) => {
      const once = redact(text);
      expect(redact(once)).toBe(once);
    });

    test.each(finds)('stays inside %j and sorted', (text) => {
      let from = 0;
      for (const { start, end } of edits(text)) {
        expect(start).toBeGreaterThanOrEqual(from);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(isPlaceholder(text.slice(start, end))).toBe(false);
        from = end;
      }
    });
  });
}
