// node src/charge.ts: charges an order as production does, against what stands in for Stripe.
import { closeSharedStores } from 'agent-replay';
import { agent } from './revenue-agent.ts';
import { startStandIn } from './stand-in.ts';

const { port, server } = await startStandIn();
process.env['STRIPE_STAND_IN_PORT'] = String(port);
const { run, output } = await agent.execute({
  task_id: 'order-1042',
  payload: { order: '1042', customer: 'cus_standin', amount: 4900, currency: 'eur' },
});
server.closeAllConnections();
server.close();
await closeSharedStores();
console.log(`agent said    ${JSON.stringify(output)}`);
console.log(`run           ${run.run_id}`);
console.log(`validator     ${run.status}${run.failure_reason === null ? '' : ` (${run.failure_reason})`}`);
