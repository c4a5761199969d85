// Serves a large body in chunks, whose length no head names.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const PIECE = 64 * 1024;
const text = Buffer.from('A line of text with words of several lengths, and the next one. '.repeat(1024));
const binary = randomBytes(PIECE);

const server = createServer(async (request, response) => {
  const [, kind, size] = request.url.split('/');
  response.setHeader('content-type', kind === 'text' ? 'text/plain' : 'application/octet-stream');
  for (let left = Number(size) / PIECE; left > 0; left -= 1) {
    if (!response.write(kind === 'text' ? text : binary))
      await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));
