import { writeFileSync } from 'node:fs'
import { probesPage } from './doctor-docs.js'

// After a change of the probes: npx tsx packages/cli/test/doctor-docs.write.ts
writeFileSync(new URL('../../../docs/doctor-probes.md', import.meta.url), probesPage())
