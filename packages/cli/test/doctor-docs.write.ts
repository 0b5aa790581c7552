import { readFileSync, writeFileSync } from 'node:fs'
import { probeSections } from './doctor-docs.js'

// After a change of the probes: npx tsx packages/cli/test/doctor-docs.write.ts
const page = new URL('../../../docs/cli-doctor.md', import.meta.url)
const [before = '', , after = ''] = readFileSync(page, 'utf8').split(/<!-- (?:probes|end of the probes) -->/)
writeFileSync(page, `${before}<!-- probes -->\n\n${probeSections()}\n\n<!-- end of the probes -->${after}`)
