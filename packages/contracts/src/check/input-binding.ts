import type { Rule } from './rule.ts';

/** The run must have worked on the input that its task names, and on no other task's. */
export const checkInputBinding: Rule = (contract, { input }) => {
  if (contract.input_binding !== true) return [];
  const { claimed_sha256: claimed, used_sha256: used } = input;
  const path = '/input_binding';
  if (used.length === 0) {
    const message = 'nobody saw which input the run worked on';
    return [{ code: 'input_unobserved', path, expected: `input ${claimed}`, received: 'nothing', message }];
  }
  const others = [...new Set(used)].filter((sha256) => sha256 !== claimed);
  return others.map((sha256) => ({
    code: 'input_mismatch',
    path,
    expected: `input ${claimed}`,
    received: `input ${sha256}`,
    message: `the run worked on input ${sha256.slice(0, 12)}…, its task names ${claimed.slice(0, 12)}…`,
  }));
};
