import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AgentContext, defineAgent, tool } from 'agent-replay';

/** A ticket from the queue. */
export interface Ticket {
  ticket: string;
  question: string;
}

const search = tool(
  'search_articles',
  (question: string) => ARTICLES.filter(({ about }) => question.includes(about)),
  {
    effect: 'read',
  },
);

const ARTICLES = [
  { about: 'refund', text: 'A refund takes five working days.' },
  { about: 'invoice', text: 'Invoices are below Settings, Billing.' },
];

export const agent = defineAgent({
  name: 'support-agent',
  model: 'none',
  promptVersion: '1',
  timeoutSeconds: 30,
  toolAllowlist: ['search_articles'],
  contract: { artifacts: { min: 1, kinds: ['report'], readable: true, fresh: true } },
  run: answer,
});

/** Writes the reply that is to be sent, and marks the ticket as handled. */
async function answer({ ticket, question }: Ticket, context: AgentContext) {
  const articles = await search(question);
  await mkdir(join(context.workspace, 'reports'), { recursive: true });
  await writeFile(
    join(context.workspace, 'reports', `${ticket}.md`),
    articles.map(({ text }) => text).join('\n'),
  );
  await context.recordArtifact({ kind: 'report', uri: `reports/${ticket}.md` });
  return { ticket, handled: true };
}
