import { nearestName } from '../../../core/src/nearest-name.js'
import { CliError } from '../exit.js'
import { printable } from '../printable.js'
import { eventsFor, type KnownName, scheduleFor } from '../providers/senders.js'

/** @throws CliError for a name that is none of the provider's: most likely it is misspelt. */
export function refuseUnknown(provider: KnownName, name: string): void {
  const known = eventsFor(provider)
  if (known.includes(name)) return
  // Hoox's events are a task and a status, and its guide names the task alone.
  const ofTask = known.filter((each) => each.startsWith(`${name}.`))
  const nearest = ofTask.length > 0 ? ofTask.join(' or ') : nearestName(name, known)
  const hint = nearest ? `Did you mean ${nearest}?` : `vidhook events ${provider} lists them.`
  throw new CliError(
    `${printable(name)} is not an event of ${scheduleFor(provider).provider} that vidhook knows. ${hint} To send it all the same, add --unknown.`,
  )
}
