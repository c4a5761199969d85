import { isDeepStrictEqual } from 'node:util';
import { show, truncate } from '../text.ts';
import type { Rule } from './rule.ts';

/** The verification command must have run, the very one that the contract names, and ended as it says. */
export const checkVerify: Rule = ({ verify: rule }, { verify }) => {
  if (rule === undefined) return [];
  const command = rule.command.join(' ');
  if (verify === null || !isDeepStrictEqual([...verify.command], rule.command)) {
    const received = verify === null ? 'nothing' : show(verify.command.join(' '));
    const message = `"${command}" did not run`;
    return [
      { code: 'verify_not_run', path: '/verify/command', expected: `"${command}" to run`, received, message },
    ];
  }
  const wanted = rule.exit ?? 0;
  if (verify.exit === wanted) return [];
  const lastLine = verify.output.trimEnd().split('\n').at(-1) ?? '';
  const received = `exit ${verify.exit}`;
  const message = `"${command}" ended with ${received}${lastLine === '' ? '' : `: ${truncate(lastLine.trim(), 200)}`}`;
  return [
    {
      code: 'verify_failed',
      path: rule.exit === undefined ? '/verify' : '/verify/exit',
      expected: `exit ${wanted}`,
      received,
      message,
    },
  ];
};
