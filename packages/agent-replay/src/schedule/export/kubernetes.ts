import { type ExportOptions, scheduleName, tiersOf } from './export-options.ts';
import { fiveFields } from './minutes.ts';

/**
 * A CronJob for each tier, its shards an indexed job. The shards share the store of the config, which
 * must be PostgreSQL when there is more than one, so that the last to write sees what all have found.
 */
export function kubernetes(options: ExportOptions): Record<string, string> {
  const { folder = '', shards } = options;
  const name = scheduleName(options);
  const documents = tiersOf(options).map(([tier, seconds]) =>
    cronJob({ tier, schedule: fiveFields(tier, seconds), seconds, name, folder, shards }),
  );
  return { [`${name}-schedule.yaml`]: documents.join('---\n') };
}

interface Job {
  tier: string;
  schedule: string;
  seconds: number;
  shards: number;
  name: string;
  folder: string;
}

function cronJob({ tier, schedule, seconds, shards, name, folder }: Job): string {
  const place = folder === '' ? '/app' : `/app/${folder}`;
  const path = (text: string): string => (folder === '' ? text : JSON.stringify(text));
  return `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}-${tier}
  labels:
    app.kubernetes.io/name: agent-replay
spec:
  schedule: '${schedule}'
  timeZone: Etc/UTC
  concurrencyPolicy: Forbid
  startingDeadlineSeconds: ${Math.max(10, Math.floor(seconds / 2))}
  successfulJobsHistoryLimit: 1
  failedJobsHistoryLimit: 3
  jobTemplate:
    spec:
      completionMode: Indexed
      completions: ${shards}
      parallelism: ${shards}
      backoffLimit: ${shards}
      activeDeadlineSeconds: ${Math.max(60, seconds)}
      template:
        metadata:
          labels:
            app.kubernetes.io/name: agent-replay
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          securityContext:
            runAsNonRoot: true
            runAsUser: 1000
            fsGroup: 1000
          containers:
            - name: monitor
              # The image of your service, with its fixtures and dependencies.
              image: registry.example/your-service:latest
              workingDir: ${path(place)}
              command: [/bin/sh, -c]
              # 1, 3 and 4 are findings, which the gate and the alerts tell of; more is a job that failed.
              args:
                - npx agent-replay monitor --tier ${tier} --shard "$((JOB_COMPLETION_INDEX + 1))/${shards}" || case $? in 1|3|4) ;; *) exit 1 ;; esac
              resources:
                requests:
                  cpu: 500m
                  memory: 512Mi
              volumeMounts:
                - name: state
                  mountPath: ${path(`${place}/.agent-replay`)}
          volumes:
            - name: state
              persistentVolumeClaim:
                claimName: ${name}
`;
}
