import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A switch that keeps what it was told. */
export async function openSwitch(answer: (response: ServerResponse) => void = (response) => response.end()) {
  const asked: string[] = [];
  const users: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    users.push(request.headers.authorization);
    answer(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { asked, users, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}
