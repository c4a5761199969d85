import { defineConfig } from 'agent-replay';
import { DATABASE_URL } from './src/queue.ts';

const { hostname, port } = new URL(DATABASE_URL);

export default defineConfig({
  agents: { 'queue-worker': './src/queue-worker.ts#agent' },
  // The queue is real in a replay, too: its Postgres may be reached, nothing else.
  allow: [`tcp:${hostname}:${port || '5432'}`],
});
