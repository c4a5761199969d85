// The loopback server that real requests are measured against.
import { createServer } from 'node:http';
import { recordedCalls } from './recorded-calls.mjs';

const byKey = new Map(
  recordedCalls(Number(process.env.COUNT)).map((item) => [`${item.method} ${item.path}`, item]),
);
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.setHeader('content-type', 'application/json');
    response.end(byKey.get(`${request.method} ${request.url}`)?.response ?? 'none');
  });
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
