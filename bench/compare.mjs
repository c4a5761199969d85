import { measureCommand, median } from './measure-command.mjs';

/** Runs two commands by turns and compares their medians. A command that fails is an error of the benchmark. */
export async function compare({ name, dir, runs, ours, theirs, expectedCode = 0 }) {
  const samples = { ours: [], theirs: [] };
  for (let run = 0; run < runs; run += 1) {
    for (const [side, command] of [
      ['theirs', theirs],
      ['ours', ours],
    ]) {
      const sample = await measureCommand(dir, command);
      if (sample.code !== expectedCode)
        throw new Error(
          `${name}: ${command.join(' ')} ended with ${sample.code}\n${sample.output.slice(-4000)}`,
        );
      samples[side].push(sample);
    }
  }
  const [mine, other] = [summary(samples.ours), summary(samples.theirs)];
  return {
    name,
    runs,
    ours: mine,
    hand_written: other,
    ratio: { cpu: round(mine.cpu_s / other.cpu_s), wall: round(mine.wall_s / other.wall_s) },
  };
}

/** Prints what `compare` returned, one row each. */
export function printTable(results) {
  console.table(
    Object.fromEntries(
      results.map(({ name, ours, hand_written: theirs, ratio }) => [
        name,
        {
          'CPU s': ours.cpu_s,
          'by hand': theirs.cpu_s,
          'CPU ratio': ratio.cpu,
          'wall s': ours.wall_s,
          'by hand ': theirs.wall_s,
          'wall ratio': ratio.wall,
          'peak MB': ours.peak_mb,
        },
      ]),
    ),
  );
}

function summary(samples) {
  const of = (key) => round(median(samples.map((sample) => sample[key])));
  return { cpu_s: of('cpu_s'), wall_s: of('wall_s'), peak_mb: of('peak_mb') };
}

function round(value) {
  return Math.round(value * 100) / 100;
}
