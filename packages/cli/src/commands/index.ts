import type { CommandModule } from '../cli.js'
import { init } from './init.js'
import { send } from './send.js'
import { verify } from './verify.js'

/** Every command, in the order of the help. */
export const commands: readonly CommandModule[] = [send, verify, init]
