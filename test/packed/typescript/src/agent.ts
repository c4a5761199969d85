import { defineAgent } from 'agent-replay';
import { format, Currency } from '@lib/money';

interface Task { base: string; order: string }
export const agent = defineAgent({
  name: 'invoicer', model: 'none', promptVersion: '1', timeoutSeconds: 30,
  toolAllowlist: [],
  contract: { output: { type: 'object', required: ['total'], properties: { total: { const: '12.50 EUR' } } } },
  async run(task: Task) {
    const response = await fetch(`${task.base}/orders/${task.order}`);
    const { amount } = (await response.json()) as { amount: number };
    return { total: format(amount, Currency.EUR) };
  },
});
