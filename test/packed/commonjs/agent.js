const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { defineAgent, tool } = require('agent-replay');

const lookUp = tool('look_up', () => { throw new Error('only on tape'); }, { effect: 'read' });

exports.agent = defineAgent({
  name: 'commonjs-agent',
  model: 'none',
  promptVersion: '1',
  timeoutSeconds: 10,
  toolAllowlist: ['look_up'],
  contract: { artifacts: { min: 1, kinds: ['report'] } },
  async run({ city }, context) {
    const response = await fetch(`https://api.example.com/weather?city=${city}`);
    const { degrees } = await response.json();
    const advice = await lookUp({ degrees });
    mkdirSync(join(context.workspace, 'out'), { recursive: true });
    if (process.env.BROKEN !== '1') {
      writeFileSync(join(context.workspace, 'out/report.md'), `${city}: ${degrees}. ${advice}\n`);
      await context.recordArtifact({ kind: 'report', uri: 'out/report.md' });
    }
    return { done: true };
  },
});
