import child = require('./child-environment.cts');
import loads = require('./hooks/loads.cts');

/** The policies that this process or worker was started with, as JSON; the first is the one that holds. */
function givenPolicies(): string[] {
  return [policyOfThread(), process.env[child.VARIABLE]].filter((each) => each !== undefined);
}

/** What a worker was started with; its environment may be one that others write to, too. */
function policyOfThread(): string | undefined {
  if (!loads.isLoaded('worker_threads')) return undefined;
  const threads = process.getBuiltinModule('node:worker_threads');
  const policy = threads.getEnvironmentData(child.VARIABLE);
  threads.setEnvironmentData(child.VARIABLE, undefined);
  return typeof policy === 'string' ? policy : undefined;
}

export = givenPolicies;
