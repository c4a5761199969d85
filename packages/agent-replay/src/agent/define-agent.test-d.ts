import { defineAgent } from './define-agent.ts';
import type { Agent } from './agent.ts';

const refunds = defineAgent({
  name: 'refunds',
  run: ({ order }: { order: string }) => ({ paid: order !== '' }),
});

void refunds.execute({ task_id: 't', payload: { order: '7' } }).then(({ output }) => {
  const paid: boolean | undefined = output?.paid;
  // @ts-expect-error the output is what the function returns
  const text: string | undefined = output?.paid;
  return [paid, text];
});

// @ts-expect-error the payload is what the function takes
void refunds.execute({ task_id: 't', payload: { order: 7 } });
// @ts-expect-error as above
void refunds.execute({ task_id: 't', payload: { invoice: '7' } });

// Whatever it takes, it is an agent to those who read its task from a file.
const any: Agent = refunds;
void any.execute({ task_id: 't', payload: null });

const idle = defineAgent({ name: 'idle', run: () => null });
void idle.execute({ task_id: 't', payload: 'whatever' });
