// Serves a large body of one kind in chunks, whose length no head names.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';

const PIECE = 64 * 1024;

const KINDS = {
  text: {
    type: 'text/plain',
    piece: filled('A line of text with words of several lengths, and the next one. '),
  },
  binary: { type: 'application/octet-stream', piece: randomBytes(PIECE) },
  json: {
    type: 'application/json',
    piece: filled(
      ' {"id": 1234, "user": {"name": "somebody", "roles": ["reader", "writer"]}, "score": 0.25, "text": "What a user has said of it."},',
      ',',
    ),
    first: '[',
    last: ',{}]',
  },
  base64: {
    type: 'application/json',
    piece: Buffer.from(randomBytes(PIECE).toString('base64').slice(0, PIECE)),
    first: '{"type":"image","data":"',
    last: '"}',
  },
  secrets: {
    type: 'text/plain',
    piece: filled(
      Array.from(
        { length: 200 },
        (_, at) => `${'words that nobody hides '.repeat(6)}password=${secret(at)}\n`,
      ).join(''),
    ),
  },
};

const server = createServer(async (request, response) => {
  const [, kind, size] = request.url.split('/');
  const { type, piece, first = '', last = '' } = KINDS[kind];
  response.setHeader('content-type', type);
  const count = Number(size) / PIECE;
  for (let at = 0; at < count; at += 1) {
    const bytes = at === 0 || at === count - 1 ? Buffer.from(piece) : piece;
    if (at === 0) bytes.write(first);
    if (at === count - 1) bytes.write(last, PIECE - last.length);
    if (!response.write(bytes)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
});
server.listen(0, '127.0.0.1', () => process.send(server.address().port));
process.on('disconnect', () => process.exit(0));

/** A piece of whole texts, with spaces where the next one would be too long; `last` ends it. */
function filled(text, last = ' ') {
  const count = Math.floor(PIECE / text.length);
  const whole = count === 0 ? text.slice(0, PIECE) : text.repeat(count);
  return Buffer.from(whole.slice(0, -1).padEnd(PIECE - 1) + last);
}

function secret(at) {
  return `Kx9$${(at * 7919 + 104729).toString(36)}Qz!7`;
}
