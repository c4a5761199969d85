import { type AgentContext, defineAgent } from 'agent-replay';
import { Stripe } from 'stripe';
import { contract } from './contract.ts';

/** An order to be paid, once. */
export interface Order {
  order: string;
  customer: string;
  /** In the currency's smallest unit. */
  amount: number;
  currency: string;
}

export const agent = defineAgent({
  name: 'revenue-agent',
  promptVersion: '1',
  timeoutSeconds: 60,
  contract,
  run: charge,
});

/** Charges an order, and says so only when Stripe does. */
async function charge(order: Order, context: AgentContext) {
  const stripe = connect();
  const paid = (await findPayment(stripe, order)) ?? (await pay(stripe, order));
  if (paid === undefined) return { done: false };
  const { status } = await stripe.paymentIntents.retrieve(paid);
  await context.recordArtifact({
    kind: 'other',
    uri: `stripe:payment_intents/${paid}`,
    probe: () => status === 'succeeded',
  });
  return { done: true, payment: paid };
}

/** Charges once. Nobody knows what became of a charge that timed out: ask, and do not charge again. */
async function pay(stripe: Stripe, order: Order): Promise<string | undefined> {
  try {
    return await createPayment(stripe, order);
  } catch (error) {
    if (!(error instanceof Stripe.errors.StripeConnectionError)) throw error;
    return findPayment(stripe, order);
  }
}

async function createPayment(stripe: Stripe, { order, customer, amount, currency }: Order): Promise<string> {
  const { id } = await stripe.paymentIntents.create(
    { amount, currency, customer, confirm: true, off_session: true, metadata: { order } },
    { idempotencyKey: `order-${order}` },
  );
  return id;
}

/** The payment of an order, by a call that changes nothing. */
async function findPayment(stripe: Stripe, { order, customer }: Order): Promise<string | undefined> {
  const { data } = await stripe.paymentIntents.list({ customer, limit: 10 });
  return data.find((each) => each.metadata['order'] === order && each.status === 'succeeded')?.id;
}

/** Stripe, or in a recording what stands in for it. */
function connect(): Stripe {
  const standIn = process.env['STRIPE_STAND_IN_PORT'];
  return new Stripe(process.env['STRIPE_API_KEY'] ?? 'no-key-in-replay', {
    maxNetworkRetries: 0,
    timeout: 1000,
    ...(standIn !== undefined && { host: '127.0.0.1', port: Number(standIn), protocol: 'http' as const }),
  });
}
