import type { ReplayResult } from '../replay/replay-result.ts';
import { describeFailure } from '../runner/describe-failure.ts';
import type { Repeated } from '../replay/repeat.ts';
import type { RedactOptions } from '@agent-replay/redaction';
import type { Output } from './output.ts';
import { redactedOutput } from './redacted-output.ts';

/** The usual cause of two replays of one process that differ, and what mends it. */
export const KEPT_IN_MODULES =
  'what an agent keeps in its modules (a cache, a rate limit, random bytes that it drew ahead) is there in the next replay: isolate: true in the config gives each a process of its own';

/** Prints what became of a fixture: one line when it is green, the whole reason when it is not. */
export function printReplay(to: Output, repeated: Repeated, redact: RedactOptions): void {
  const out = redactedOutput(to, redact);
  const { result, results, divergence } = repeated;
  const name = `${result.suite}/${result.fixture_id}`;
  const detail = out.style('dim', `${result.mode}, ${result.duration_ms} ms${repeatNote(results)}`);
  out.line(`${mark(out, result)} ${name}  ${detail}`);
  if (divergence !== null) {
    out.line(
      `  ${out.style('yellow', 'not deterministic')}: ${divergence.path} was ${divergence.first}, then ${divergence.other} (replay ${divergence.replay})`,
    );
    out.line(`  fix  ${KEPT_IN_MODULES}`);
  }
  if (result.ok) {
    if (result.proof !== 'proven')
      out.line(`  ${out.style('yellow', result.proof)}: ${result.proof_reason ?? ''}`);
  } else {
    const { message, frame } = describeFailure(result, { redact });
    out.line(indent(message));
    if (frame !== null) out.line(indent(`\n${frame}`));
  }
  printLedger(out, result);
}

function mark(out: Output, { ok, proof, exit_code: code }: ReplayResult): string {
  if (ok)
    return proof === 'proven' ? out.style('green', '✓ passed  ') : out.style('yellow', `✓ passes, ${proof}`);
  const names = {
    0: '',
    1: '✗ failed  ',
    2: '✗ invalid ',
    3: '? unknown ',
    4: '✗ blocked ',
    5: '! crashed ',
  };
  return out.style(code === 3 ? 'yellow' : 'red', names[code]);
}

function repeatNote(results: readonly ReplayResult[]): string {
  if (results.length === 1) return '';
  return `, ${results.filter(({ ok }) => ok).length} of ${results.length} replays passed`;
}

function printLedger(out: Output, { ledger, ok }: ReplayResult): void {
  if (ledger === null) return;
  if (ok && ledger.unused.length > 0)
    out.line(out.style('dim', `  unused on the tape: ${ledger.unused.join(', ')}`));
  for (const { interaction, part, differences } of ledger.drift) {
    out.line(out.style('yellow', `  drift in the ${part} of ${interaction}:`));
    for (const { path, expected, received } of differences)
      out.line(`    ${path}: recorded ${expected}, now ${received}`);
  }
  if (ledger.drift.some(({ part, received }) => part === 'request' && received === undefined))
    out.line(
      '    meant so? agent-replay --fixture <dir> --update takes the request over and keeps its answer',
    );
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, '  ');
}
