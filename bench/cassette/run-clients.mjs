// Runs the clients in this process, against the provider or its recording; sends what each saw.
import { openCassette } from '../../packages/cassette/dist/bundle/index.js';
import { clients } from './clients.mjs';

const { origin, path, ...options } = JSON.parse(process.env.CLIENTS_TASK);
const cassette = await openCassette({ path, ...options });
const seen = {};
for (const [name, run] of Object.entries(clients)) {
  // As text: what is sent between processes loses nothing of it, and is compared byte for byte.
  seen[name] = await run(origin).then(JSON.stringify, (error) => `failed: ${error.stack}`);
}
const { misses, unused, blocked } = await cassette.close();
process.send({
  seen,
  ledger: { misses: misses.length, unused: unused.length, blocked: blocked.length },
  said: misses.map(({ message }) => message),
});
process.disconnect();
process.exit(0);
