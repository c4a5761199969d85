// Runs an agent once, live: `live.mjs <agent> <url of its provider>`; prints the record.
const [name, url] = process.argv.slice(2);
const { agent } = await import(`./src/${name}.mjs`);
const { run, output } = await agent.execute({ task_id: `${name}-1`, payload: { sku: 'A-1', url } });
console.log(`\n${JSON.stringify({ run_id: run.run_id, failure_class: run.failure_class, output })}`);
