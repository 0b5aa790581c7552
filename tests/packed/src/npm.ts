import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** Runs npm in a folder, as from a shell there, and resolves to what it prints. */
export async function npm(args: readonly string[], folder: string): Promise<string> {
  const { stdout } = await promisify(execFile)('npm', [...args], { cwd: folder, env: shellEnv() })
  return stdout
}

/** Without the variables that an `npm run` around the tests has set. */
export function shellEnv(): NodeJS.ProcessEnv {
  const said = /^(npm_(package|lifecycle|config_local_prefix|command|execpath)|INIT_CWD$|NODE_ENV$|VITEST)/
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !said.test(name)))
}
