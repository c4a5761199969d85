import { createServer, type Server } from 'node:http';

/**
 * Stands in for Stripe in a recording: payment intents as its API reference describes them. The first
 * charge is made, but its answer never comes.
 */
export async function startStandIn(): Promise<{ port: number; server: Server }> {
  const payments: object[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const reply = (body: object, status = 200): void => {
        response.writeHead(status, {
          'content-type': 'application/json',
          'request-id': `req_${payments.length + 1}`,
        });
        response.end(JSON.stringify(body));
      };
      if (request.method === 'POST') {
        const form = new URLSearchParams(Buffer.concat(chunks).toString());
        payments.unshift(paymentOf(form, payments.length + 1));
        if (payments.length > 1) reply(payments[0] as object);
        return;
      }
      const id = /^\/v1\/payment_intents\/(\w+)$/.exec(url.pathname)?.[1];
      if (id === undefined)
        reply({ object: 'list', url: '/v1/payment_intents', has_more: false, data: payments });
      else reply(payments.find((each) => 'id' in each && each.id === id) ?? missing(id), 200);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as { port: number }).port, server };
}

function paymentOf(form: URLSearchParams, count: number): object {
  const amount = Number(form.get('amount'));
  return {
    id: `pi_standin${count}`,
    object: 'payment_intent',
    amount,
    amount_received: amount,
    currency: form.get('currency'),
    customer: form.get('customer'),
    created: 1_764_000_000 + count,
    livemode: false,
    metadata: { order: form.get('metadata[order]') },
    status: 'succeeded',
  };
}

function missing(id: string): object {
  return {
    error: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such payment_intent: '${id}'`,
    },
  };
}
