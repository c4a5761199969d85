import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { researchContract } from '@agent-replay/contracts';
import { type AgentContext, defineAgent } from 'agent-replay';
import { FINDING, READ, type Finding } from './forensics-tools.ts';

/** A failure to look into, and the names of what there is to read about it. */
export interface Failure {
  failure: string;
  refs: string[];
}

const contract = researchContract({ failureClasses: ['double_refund', 'late_refund', 'lost_refund'] });

export const agent = defineAgent({
  name: 'forensics-agent',
  model: 'claude-sonnet-4-5',
  promptVersion: '1',
  timeoutSeconds: 120,
  contract: { ...contract, evidence: { min: 3, resolvable: true } },
  run: investigate,
});

/** Reads what the model asks for, then reports: three evidence paths, one failure class, one decision. */
async function investigate({ failure, refs }: Failure, context: AgentContext) {
  const client = new Anthropic({ apiKey: process.env['ANTHROPIC_API_KEY'] ?? 'no-key-in-replay' });
  const read = new Set<string>();
  const messages: Anthropic.MessageParam[] = [
    { role: 'user', content: `${failure}\nThere is to read: ${refs.join(', ')}` },
  ];
  for (let turn = 0; turn < 8; turn += 1) {
    const { content } = await client.messages.create({
      model: 'claude-sonnet-4-5',
      max_tokens: 2048,
      messages,
      tools: [READ, FINDING],
      tool_choice: { type: 'any' },
    });
    const calls = content.filter((block) => block.type === 'tool_use');
    const found = calls.find(({ name }) => name === FINDING.name);
    if (found !== undefined) return report(found.input as Finding, read, context);
    const results = calls.map(({ id, input }) => {
      const { ref } = input as { ref: string };
      read.add(ref);
      const text = JSON.stringify(context.state(ref) ?? null);
      return { type: 'tool_result' as const, tool_use_id: id, content: text };
    });
    messages.push({ role: 'assistant', content }, { role: 'user', content: results });
  }
  throw new Error('The model never came to a finding.');
}

async function report(finding: Finding, read: ReadonlySet<string>, context: AgentContext) {
  const { text, failure_class, decision, evidence } = finding;
  await mkdir(join(context.workspace, 'reports'), { recursive: true });
  await writeFile(join(context.workspace, 'reports/finding.md'), `${text}\n`);
  await context.recordArtifact({ kind: 'report', uri: 'reports/finding.md' });
  // A model names what it never saw, too: only what was read is evidence.
  for (const path of evidence.filter((each) => read.has(each.split('#', 1)[0] ?? ''))) context.cite(path);
  return { failure_class, decision };
}
