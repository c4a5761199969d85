// One process of the bench: `process.mjs <role> <store> <target> <runs>`.
import { barePostgres } from './bare-postgres.mjs';
import { bareSqlite } from './bare-sqlite.mjs';
import { latency } from './latency.mjs';
import { ours } from './ours.mjs';
import { overhead } from './overhead.mjs';

const [role, store, target, runs] = process.argv.slice(2);
const bare = store === 'sqlite' ? bareSqlite : barePostgres;
const ROLES = {
  ours,
  bare: (url, count) => bare(url, count, false),
  gathered: (url, count) => bare(url, count, true),
  latency,
  overhead,
};
await ROLES[role](target, Number(runs));
