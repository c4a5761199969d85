import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { defineAgent, tool } from 'agent-replay';

// A tool: in production it is called, in a replay it is answered from the tape.
const lookUp = tool('look_up', async (city) => ({ city, degrees: city.length }), { effect: 'read' });

// Production calls it as `await agent.execute({ task_id: 'ticket-1', payload: { cities: ['Oslo'] } })`,
// and a replay calls the same.
export const agent = defineAgent({
  name: 'example-agent',
  model: 'none',
  promptVersion: '1',
  toolAllowlist: ['look_up'],
  contract: { artifacts: { min: 1, kinds: ['report'], readable: true } },
  async run({ cities }, context) {
    const lines = [];
    for (const city of cities) lines.push(`${city}: ${(await lookUp(city)).degrees} degrees`);
    await writeFile(join(context.workspace, 'report.md'), `${lines.join('\n')}\n`);
    // Take this line out, and the fixture examples/missing_report turns red: done, and nothing to show.
    await context.recordArtifact({ kind: 'report', uri: 'report.md' });
    return { done: true };
  },
});
