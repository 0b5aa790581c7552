// The public surface of every published entry as text, packages/*/api-report/<entry>.api.md: a change of it shows in review.
// Writes these files; with --check, fails if what was built says something else.
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import {
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from '@microsoft/api-extractor'

const check = process.argv.includes('--check')
const root = fileURLToPath(new URL('..', import.meta.url))
const scratch = mkdtempSync(join(tmpdir(), 'api-report-'))
const folders = publishedPackages()
const entries = folders.flatMap(typedEntries)

const changed = entries.filter(isChanged).map(({ report }) => report)
const orphans = reportsWithoutEntry()
if (!check) for (const file of orphans) rmSync(file)
rmSync(scratch, { recursive: true })

for (const file of [...changed, ...orphans])
  console.log(`${check ? 'Out of date' : 'Updated'}: ${relative(root, file)}`)
if (check && changed.length + orphans.length > 0) {
  console.error(
    '\nThe public surface has changed. If it was meant to, run `npm run api-report` and commit the result.',
  )
  process.exitCode = 1
}

function publishedPackages() {
  const packages = join(root, 'packages')
  return readdirSync(packages)
    .map((name) => join(packages, name))
    .filter((folder) => existsSync(join(folder, 'package.json')) && !manifestOf(folder).private)
}

function manifestOf(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
}

/** What can be imported from a package, with the file that declares its types. */
function typedEntries(folder) {
  return Object.entries(manifestOf(folder).exports)
    .filter(([, target]) => target.import?.types)
    .map(([name, target]) => ({
      folder,
      types: join(folder, target.import.types),
      report: join(folder, 'api-report', `${name === '.' ? 'index' : basename(name)}.api.md`),
    }))
}

/** Is the report another than the one in the repository? Writes it, unless this is a check. */
function isChanged({ folder, types, report }) {
  const manifest = join(folder, 'package.json')
  const quiet = { default: { logLevel: ExtractorLogLevel.None } }
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: manifest,
    configObjectFullPath: manifest,
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: types,
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.json') },
      apiReport: {
        enabled: true,
        reportFileName: basename(report, '.api.md'),
        reportFolder: dirname(report),
        reportTempFolder: scratch,
        // What an entry names in its types, a user sees, exported or not.
        includeForgottenExports: true,
      },
      newlineKind: 'lf',
      // Its advice on comments would go into the report, with names of files that change from build to build.
      messages: { extractorMessageReporting: quiet, tsdocMessageReporting: quiet },
    },
  })
  mkdirSync(dirname(report), { recursive: true })
  return Extractor.invoke(config, { localBuild: !check, printApiReportDiff: check, messageCallback: printed })
    .apiReportChanged
}

/** Only differences are worth a line, and what the compiler refuses. */
function printed(message) {
  message.handled = true
  if (
    message.messageId === ConsoleMessageId.ApiReportDiff ||
    message.category === ExtractorMessageCategory.Compiler
  )
    console.error(message.text)
}

function reportsWithoutEntry() {
  const expected = entries.map(({ report }) => report)
  return folders
    .map((folder) => join(folder, 'api-report'))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
    .filter((file) => !expected.includes(file))
}
