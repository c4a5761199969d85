import type * as api from './index.ts' with { 'resolution-mode': 'import' };

export type * from './index.ts' with { 'resolution-mode': 'import' };

export declare const checkFixture: typeof api.checkFixture;
export declare const closeRun: typeof api.closeRun;
export declare const closeSharedStores: typeof api.closeSharedStores;
export declare const defineAgent: typeof api.defineAgent;
export declare const defineConfig: typeof api.defineConfig;
export declare const discoverFixtures: typeof api.discoverFixtures;
export declare const fixtureSha256: typeof api.fixtureSha256;
export declare const freeze: typeof api.freeze;
export declare const isAgent: typeof api.isAgent;
export declare const loadConfig: typeof api.loadConfig;
export declare const loadFixture: typeof api.loadFixture;
export declare const mixedExitCode: typeof api.mixedExitCode;
export declare const openCassette: typeof api.openCassette;
export declare const openStore: typeof api.openStore;
export declare const proofState: typeof api.proofState;
export declare const readConfig: typeof api.readConfig;
export declare const readLock: typeof api.readLock;
export declare const recordArtifact: typeof api.recordArtifact;
export declare const recordEvent: typeof api.recordEvent;
export declare const replay: typeof api.replay;
export declare const startRun: typeof api.startRun;
export declare const tool: typeof api.tool;
export declare const validateFixtures: typeof api.validateFixtures;
export declare const verdictJson: typeof api.verdictJson;
export declare const withRun: typeof api.withRun;
export declare const writeLock: typeof api.writeLock;

// Inside Jest's sandbox ES modules cannot be required; its environment puts the one instance there is here.
module.exports = Reflect.get(globalThis, Symbol.for('agent-replay.api')) ?? require('./bundle/index.js');
