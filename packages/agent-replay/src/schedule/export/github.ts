import { setUpSteps, workingDirectory } from '../../output/workflow-steps.ts';
import { type ExportOptions, scheduleName, tiersOf } from './export-options.ts';
import { offTheHour } from './minutes.ts';

/** Jobs that begin at the full hour wait longest on GitHub. */
const MINUTE = 7;

/** A workflow that replays each tier when its cron line fires, in shards, and merges their artifacts. */
export function github(options: ExportOptions): Record<string, string> {
  const tiers = tiersOf(options).map(([tier, seconds]) => ({
    tier,
    cron: offTheHour(tier, seconds, MINUTE),
  }));
  const last = tiers.at(-1)?.tier ?? 'full';
  const tier = tiers
    .slice(0, -1)
    .map((each) => `github.event.schedule == '${each.cron}' && '${each.tier}'`)
    .concat(`'${last}'`)
    .join(' || ');
  const shards = Array.from({ length: options.shards }, (_, index) => index + 1);
  const setUp = setUpSteps(options.packageManager ?? 'npm');
  const { folder = '' } = options;
  const name = scheduleName(options);
  // Actions do not run in the folder of the steps.
  const within = (path: string): string => (folder === '' ? path : JSON.stringify(`${folder}/${path}`));
  const text = `# GitHub's cron promises nothing: ticks come late or not at all, only on the default branch, and stop after
# 60 days without a commit. The gate judges the age of what it reads, and refuses when ticks are missing.
name: ${folder === '' ? 'agent-replay schedule' : JSON.stringify(`agent-replay schedule (${folder})`)}
on:
  schedule:
${tiers.map((each) => `    - cron: '${each.cron}'`).join('\n')}
  workflow_dispatch:
    inputs:
      tier:
        description: which fixtures to replay
        type: choice
        options: [${tiers.map((each) => each.tier).join(', ')}]
        default: ${tiers[0]?.tier ?? 'critical'}
permissions:
  contents: read
env:
  TIER: \${{ inputs.tier || (${tier}) }}
concurrency:
  group: ${name}-\${{ github.event.schedule || inputs.tier }}
  cancel-in-progress: false
${workingDirectory(folder)}jobs:
  replay:
    runs-on: ubuntu-latest
    timeout-minutes: 30
    strategy:
      fail-fast: false
      matrix:
        shard: [${shards.join(', ')}]
    steps:
${setUp}
      - name: Fetch the store of the last tick
        uses: actions/cache/restore@v4
        with:
          path: ${within('.agent-replay')}
          key: agent-replay-\${{ matrix.shard }}-\${{ github.run_id }}
          restore-keys: agent-replay-\${{ matrix.shard }}-
      # What it finds is told by the gate below.
      - run: npx agent-replay monitor --tier "$TIER" --shard \${{ matrix.shard }}/${options.shards} || case $? in 1|3|4) ;; *) exit 1 ;; esac
      - name: Keep the store for the next tick
        uses: actions/cache/save@v4
        with:
          path: ${within('.agent-replay')}
          key: agent-replay-\${{ matrix.shard }}-\${{ github.run_id }}
      - uses: actions/upload-artifact@v4
        with:
          name: monitor-\${{ matrix.shard }}
          path: ${within('.agent-replay/monitor.json')}
          include-hidden-files: true
  gate:
    needs: replay
    if: \${{ !cancelled() }}
    runs-on: ubuntu-latest
    timeout-minutes: 10
    steps:
${setUp}
      - uses: actions/download-artifact@v4
        with:
          pattern: monitor-*
          path: ${within('shards')}
      - run: npx agent-replay monitor --merge shards/*/monitor.json --junit agent-replay.xml || case $? in 1|3|4) ;; *) exit 1 ;; esac
      - run: npx agent-replay gate
`;
  return { [`${name}-schedule.yml`]: text };
}
