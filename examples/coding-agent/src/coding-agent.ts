import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codingContract } from '@agent-replay/contracts';
import { type AgentContext, defineAgent } from 'agent-replay';
import { type Edit, proposeEdits } from './propose-edits.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

export interface Issue {
  issue: string;
  files: string[];
}

export const agent = defineAgent({
  name: 'coding-agent',
  model: 'gpt-5',
  promptVersion: '1',
  timeoutSeconds: 120,
  contract: {
    ...codingContract({
      paths: ['src/**', 'change.diff'],
      verify: ['node', '--test'],
      forbid: ['test/**', 'package.json'],
    }),
    artifacts: { min: 1, kinds: ['diff'], readable: true },
  },
  run: mend,
});

/** Mends an issue: takes the first proposed edit with which the project's own tests pass. */
async function mend({ issue, files }: Issue, context: AgentContext) {
  const workspace = await openWorkspace(context.workspace);
  const edits = await proposeEdits(issue, await workspace.read(files));
  for (const edit of edits.filter(isMeant)) {
    if (await helps(edit, workspace)) {
      await writeFile(join(context.workspace, 'change.diff'), await workspace.diff());
      await context.recordArtifact({ kind: 'diff', uri: 'change.diff' });
      return { done: true, summary: edit.why };
    }
    await workspace.reset();
  }
  return { done: false };
}

/** Tests say what is wanted; an edit of one is no mending. */
function isMeant({ path }: Edit): boolean {
  return path.startsWith('src/');
}

async function helps(edit: Edit, workspace: Workspace): Promise<boolean> {
  return (await workspace.apply(edit)) && (await workspace.passesTests());
}
