import type { CaptureManifest } from '@agent-replay/contracts';

/** A way out that nobody could look into; see @agent-replay/cassette, where it is told. */
export interface SideChannel {
  channel: string;
  isLocal?: true;
  isRecorded?: () => boolean;
}

/** What a run was told of, until it is known what of it was recorded after all. */
export interface SideChannels {
  note: (told: SideChannel) => void;
  /** Of a call that was made while the run was open, and in the context of none. */
  noteBeside: (lane: string) => void;
  /** Names in a manifest what was not recorded, once each. */
  settle: (manifest: CaptureManifest) => void;
}

export function collectSideChannels(): SideChannels {
  const local = new Set<string>();
  const unknown = new Set<string>();
  const beside = new Set<string>();
  let open: { name: string; isRecorded: () => boolean }[] = [];
  return {
    note({ channel, isLocal, isRecorded }) {
      const name = cut(channel);
      if (isLocal === true) local.add(name);
      else if (isRecorded === undefined) unknown.add(name);
      else if (!unknown.has(name)) {
        // Most turn out to be an HTTP client's at once.
        open = open.filter((each) => !each.isRecorded());
        open.push({ name, isRecorded });
      }
    },
    noteBeside(lane) {
      if (beside.size < MOST_BESIDE) beside.add(cut(lane));
    },
    settle(manifest) {
      for (const { name, isRecorded } of open.splice(0)) if (!isRecorded()) unknown.add(name);
      manifest.unknown = [...unknown];
      if (local.size > 0) manifest.local = [...local];
      if (beside.size > 0) manifest.beside = [...beside];
    },
  };
}

/** Between two parts of a path where there is one: redaction comes later, and does not know half a secret. */
function cut(name: string): string {
  if (name.length <= LONGEST_NAME) return name;
  const end = name.lastIndexOf('/', LONGEST_NAME);
  return name.slice(0, end > 0 ? end : LONGEST_NAME);
}

const LONGEST_NAME = 200;
/** A host may make many calls beside a run. */
const MOST_BESIDE = 20;
