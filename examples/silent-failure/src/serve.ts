// node src/serve.ts: takes one ticket from the queue, as production does.
import { closeSharedStores } from 'agent-replay';
import { agent } from './support-agent.ts';

const { output } = await agent.execute({
  task_id: 'ticket-4711',
  payload: { ticket: '4711', question: 'Where is my refund?' },
});
console.log(JSON.stringify(output));
await closeSharedStores();
