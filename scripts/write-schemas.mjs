// Writes the JSON Schemas that editors and other languages read, from the zod schemas that are their source.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import * as contracts from '../packages/contracts/dist/bundle/index.js';

const folder = new URL('../packages/contracts/schemas/', import.meta.url);
const schemas = {
  'run-record': contracts.RunRecord,
  event: contracts.RunEvent,
  'artifact-ref': contracts.ArtifactRef,
  'fixture-input': contracts.FixtureInput,
  'fixture-expected': contracts.FixtureExpected,
  'fixture-tool-cassettes': contracts.ToolCassettes,
  'fixture-notes': contracts.FixtureNotes,
  monitor: contracts.MonitorArtifact,
};

mkdirSync(folder, { recursive: true });
for (const [name, schema] of Object.entries(schemas)) {
  write(`${name}.schema.json`, z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
}
write('reasons.json', { reasons: contracts.REASONS, health: contracts.HEALTH_REASONS });

function write(file, value) {
  const url = new URL(file, folder);
  const text = `${JSON.stringify(value, null, 2)}\n`;
  if (read(url) !== text) writeFileSync(url, text);
}

function read(url) {
  try {
    return readFileSync(url, 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return null;
    throw error;
  }
}
