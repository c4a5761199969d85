// Asks one recorded question the way production does: `node src/ask.ts largest-city`.
// The provider's answers come from recordings/, real traffic, so no key is needed; the tools really run.
import { openCassette } from 'agent-replay';
import { questions } from './questions.ts';
import { agent } from './research-agent.ts';

const name = process.argv[2] ?? 'largest-city';
const task = questions[name];
if (task === undefined)
  throw new Error(`Unknown question "${name}": one of ${Object.keys(questions).join(', ')}.`);

const tape = await openCassette({ path: `recordings/${name}`, mode: 'live' });
const { run, output } = await agent.execute(task);
await tape.close();

console.log(`agent said    ${JSON.stringify(output)}`);
console.log(`run           ${run.run_id}`);
console.log(`validator     ${run.status}${run.failure_reason === null ? '' : ` (${run.failure_reason})`}`);
