import { writeFile } from 'node:fs/promises'
import { type Options, optionsOf, USAGE } from './options.js'
import { planOf } from './plan.js'
import { pictureOf } from './report/picture.js'
import { reportOf } from './report/report.js'
import { type ChaosResult, runChaos } from './run-chaos.js'
import type { Verdict } from './verify.js'

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1))

const options = readOptions()
const { setup } = options
const plan = planOf(options)
console.log(`Seed ${plan.seed}: again with npm run chaos -- --seed ${plan.seed} and the same options.`)
for (const store of options.stores) {
  console.log(`\n${options.events} events, ${setup.roles.length} processes, ${store} …\n`)
  const result = await runChaos({ plan, store, setup })
  const { verdict, broken, text } = reportOf(plan, result)
  console.log(text)
  if (broken.length > 0) process.exitCode = 1
  if (options.picture !== undefined) await draw(options.picture, result, verdict)
}

function readOptions(): Options {
  try {
    return optionsOf(process.argv.slice(2))
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : error}\n\n${USAGE}`)
    process.exit(2)
  }
}

async function draw(file: string, { store, facts }: ChaosResult, { rescued }: Verdict): Promise<void> {
  const picture = pictureOf(rescued, facts)
  if (picture === undefined) return console.log('No event was rescued that a picture could be drawn of.')
  const name = options.stores.length > 1 ? file.replace(/(\.svg)?$/, `-${store}.svg`) : file
  await writeFile(name, picture)
  console.log(`\nThe rescue of one event is drawn in ${name}.`)
}
