// Reads one large body in this process, as it is, recording it, or replaying it; sends the most memory it took.
import http from 'node:http';
import { openCassette } from '../../packages/cassette/dist/bundle/index.js';

const { what, client, url, path, bytes } = JSON.parse(process.env.BENCH_TASK);
const base = process.memoryUsage.rss();
const cassette =
  what === 'plain' ? undefined : await openCassette({ path, ...(what === 'record' && { mode: 'record' }) });
const length = client === 'fetch' ? await throughFetch() : await throughHttp();
await cassette?.close();
// What a secret was replaced by is longer, or shorter.
if (what === 'replay' ? length === 0 : length !== bytes)
  throw new Error(`${length} bytes instead of ${bytes}`);
// KiB on every platform but macOS, where it is bytes.
const most = process.resourceUsage().maxRSS * (process.platform === 'darwin' ? 1 : 1024);
process.send({ times_body: (most - base) / bytes });
process.disconnect();
process.exit(0);

async function throughFetch() {
  let read = 0;
  for await (const chunk of (await fetch(url)).body) read += chunk.length;
  return read;
}

function throughHttp() {
  return new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        let read = 0;
        response.on('data', (chunk) => (read += chunk.length));
        response.on('end', () => resolve(read));
      })
      .on('error', reject);
  });
}
