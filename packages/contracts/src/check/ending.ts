import type { Evidence } from '../evidence.ts';
import type { ExceptionInfo } from '../event.ts';
import type { Contract } from '../fixture/contract.ts';
import type { Issue } from '../issue.ts';
import type { ReasonCode } from '../registry.ts';
import { truncate } from '../text.ts';
import { artifactFaults } from './artifact-faults.ts';
import type { Rule } from './rule.ts';

// A peer that could not be reached at all; a peer that answered with an error is the agent's to handle.
const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

/**
 * How the code ended, as far as it counts: a run that was stopped is not done, whatever it left; one
 * that threw or exited with an error is, if its contract is met and an artifact proves it.
 *
 * @param met whether every rule of the contract holds
 */
export function endingRule(met: boolean): Rule {
  return (contract, evidence) => {
    const proven = met && asksForSomething(contract) && hasSoundArtifact(evidence);
    switch (evidence.ending) {
      case 'abandoned':
        return [ended('run_abandoned', 'a closed run', 'none', 'the run was never closed')];
      case 'timeout':
        return [timedOut(evidence)];
      case 'aborted':
        return [
          ended('aborted', 'a normal return', 'a stop from outside', 'the run was stopped from outside'),
        ];
      case 'threw':
        return proven ? [unclean(evidence)] : [threw(evidence)];
      case 'exited':
      case 'returned':
        return exited(evidence, met, proven);
      default:
        throw new TypeError(`unknown ending "${String(evidence.ending)}"`);
    }
  };
}

function exited(evidence: Evidence, met: boolean, proven: boolean): Issue[] {
  const failed = evidence.exit_code !== null && evidence.exit_code !== 0;
  if (proven) return failed ? [unclean(evidence)] : [];
  if (!met && isHanging(evidence.events)) return [timedOut(evidence)];
  if (!met || (evidence.ending === 'returned' && !failed)) return [];
  const received = `exit code ${evidence.exit_code ?? 'unknown'}`;
  return [
    ended(
      'aborted',
      'a normal return',
      received,
      `the process ended with ${received} before the run was done`,
    ),
  ];
}

/** True when the last thing seen of a call is that it took too long: nothing answered after it. */
function isHanging(events: Evidence['events']): boolean {
  const last = events.findLast((event) => ['timeout', 'tool_call', 'model_call'].includes(event.kind));
  return last?.kind === 'timeout';
}

function threw(evidence: Evidence): Issue {
  const { exception } = evidence;
  if (isHanging(evidence.events) || exception?.class === 'TimeoutError') return timedOut(evidence);
  const text =
    exception === null ? 'an unknown exception' : truncate(`${exception.class}: ${exception.message}`, 500);
  const unreachable = unreachableCode(exception);
  if (unreachable !== null) {
    return ended(
      'dependency_blocked',
      'reachable dependencies',
      unreachable,
      `a dependency could not be reached: ${text}`,
    );
  }
  return ended('exception', 'a normal return', text, text);
}

function unreachableCode(exception: ExceptionInfo | null): string | null {
  for (let at = exception; at !== null; at = at.cause) {
    if (at.code !== null && UNREACHABLE.has(at.code)) return at.code;
  }
  return null;
}

function timedOut(evidence: Evidence): Issue {
  const event = evidence.events.findLast((each) => each.kind === 'timeout');
  if (event?.kind !== 'timeout') {
    return ended('timeout', 'an end within the limit', 'none', 'the run took longer than its limit');
  }
  const limit = `${event.limit_ms} ms`;
  return ended(
    'timeout',
    `an answer within ${limit}`,
    `none after ${event.elapsed_ms} ms`,
    `${event.operation} took longer than ${limit}`,
  );
}

function unclean({ exception, exit_code: exitCode }: Evidence): Issue {
  const received =
    exception === null
      ? `exit code ${exitCode ?? 'unknown'}`
      : truncate(`${exception.class}: ${exception.message}`, 500);
  return ended(
    'exited_uncleanly',
    'a normal return',
    received,
    `the contract is met, but the run ended with ${received}`,
  );
}

function ended(code: ReasonCode, expected: string, received: string, message: string): Issue {
  return { code, path: '', expected, received, message };
}

function asksForSomething(contract: Contract): boolean {
  return Object.keys(contract).some((key) => key !== '$schema' && key !== 'status');
}

function hasSoundArtifact(evidence: Evidence): boolean {
  return evidence.artifacts.some((artifact) => artifactFaults(artifact).length === 0);
}
