const [name, given] = process.argv.slice(2)
if (given) await import(given)
const before = process.cpuUsage()
const started = performance.now()
await import(name)
const ms = performance.now() - started
const { user, system } = process.cpuUsage(before)
console.log(JSON.stringify({ ms, cpuMs: (user + system) / 1000 }))
