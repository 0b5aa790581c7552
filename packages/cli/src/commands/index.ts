import type { CommandModule } from '../cli.js'
import { completion } from './completion.js'
import { doctor } from './doctor.js'
import { endpoints } from './endpoints.js'
import { events } from './events.js'
import { hoox } from './hoox.js'
import { inbox } from './inbox.js'
import { init } from './init.js'
import { journal } from './journal.js'
import { listen } from './listen.js'
import { send } from './send.js'
import { verify } from './verify.js'

/** Every command, in the order of the help. */
export const commands: readonly CommandModule[] = [
  send,
  listen,
  doctor,
  verify,
  init,
  journal,
  endpoints,
  events,
  hoox,
  inbox,
  completion,
]
