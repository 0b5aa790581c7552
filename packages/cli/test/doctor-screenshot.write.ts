import { mkdirSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { chromium } from 'playwright-core'
import { runCli } from '../src/cli.js'
import { terminal } from '../src/io.js'
import { joggParsed } from './doctor-guides/jogg-parsed.js'

// After a change of the report: npx tsx packages/cli/test/doctor-screenshot.write.ts
const image = fileURLToPath(new URL('../../../docs/images/cli-doctor.png', import.meta.url))
const page = join(tmpdir(), 'vidhook-doctor.html')
const secret = 'whsec_of_the_screenshot'

const server = createServer(joggParsed(secret)).listen(3000, 'localhost')
await new Promise((resolve) => server.once('listening', resolve))
const { port } = server.address() as AddressInfo
const url = `http://localhost:${port}/webhook`
await runCli(['doctor', url, '--provider', 'jogg', '--secret', secret, '--report', page], terminal())
server.close()
server.closeAllConnections()

mkdirSync(fileURLToPath(new URL('.', pathToFileURL(image))), { recursive: true })
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update'],
})
const tab = await browser.newPage({ viewport: { width: 900, height: 1100 }, colorScheme: 'light' })
await tab.goto(pathToFileURL(page).href)
await tab.screenshot({ path: image })
await browser.close()
