import type { JoggClient, JoggEndpoint, JoggNewEndpoint } from '@vidhook/api'
import { called } from '../api-clients.js'
import { CliError } from '../exit.js'
import { forgetRotation, keepRotation, type Rotation, readRotation } from './rotation.js'
import { type SecretFile, saveSecret, secretFile, variableIn } from './secret-file.js'

export interface RotateOptions {
  readonly client: JoggClient
  readonly cwd: string
  /** The endpoint whose secret is to be replaced. */
  readonly old: string
  /** The file that holds the state of the rotation. */
  readonly file: string
  readonly secretFile: string
  readonly variable: string
  readonly signal: AbortSignal
}

/** The state after the first half: the new endpoint exists, disabled, and its secret is saved. */
export interface Begun {
  readonly rotation: Rotation & { readonly new: string }
  /** Whether an earlier run did the first half. */
  readonly resumed: boolean
}

/**
 * The first half: creates the new endpoint, disabled, so that JoggAI signs nothing with a secret that is not deployed yet.
 * Steps that an interrupted run has done are not repeated.
 */
export async function beginRotation(options: RotateOptions): Promise<Begun> {
  const { client, cwd, old, file, signal } = options
  const kept = readRotation(file)
  if (kept?.new !== undefined) return { rotation: { ...kept, new: kept.new }, resumed: true }

  const endpoints = await called(client.endpoints.list({ signal }))
  const endpoint = endpoints.find(({ endpoint_id }) => endpoint_id === old)
  if (!endpoint) throw new CliError(`There is no endpoint ${old}. See vidhook endpoints list.`)
  const wanted = copied(endpoint)
  const target = kept ? { path: kept.secretFile, variable: kept.variable } : secretFile(cwd, options)
  const started: Rotation = kept ?? {
    old,
    before: endpoints.map(({ endpoint_id }) => endpoint_id),
    secretFile: target.path,
    variable: target.variable,
  }
  keepRotation(file, started)
  const created =
    createdEarlier(started, endpoints, wanted, target) ?? (await create(options, wanted, target))
  const rotation = { ...started, new: created }
  keepRotation(file, rotation)
  return { rotation, resumed: false }
}

/** The second half: enables the new endpoint, then deletes the old one. Both are enabled for a moment, so that no event is lost. */
export async function finishRotation(
  { client, file, signal }: RotateOptions,
  { rotation }: Begun,
): Promise<void> {
  const endpoints = await called(client.endpoints.list({ signal }))
  const find = (id: string) => endpoints.find(({ endpoint_id }) => endpoint_id === id)
  const old = find(rotation.old)
  if (!find(rotation.new)) {
    throw new CliError(
      `The new endpoint ${rotation.new} no longer exists. Nothing was deleted. Remove ${file} to start again.`,
    )
  }
  // A disabled endpoint stays disabled.
  const status = old?.status === 'disabled' ? 'disabled' : 'enabled'
  await called(client.endpoints.update(rotation.new, { status }, { signal }))
  if (old) await called(client.endpoints.delete(rotation.old, { signal }))
  forgetRotation(file)
}

type Wanted = Pick<JoggNewEndpoint, 'url' | 'events'>

/** The fields that the new endpoint copies from the old one. */
function copied({ endpoint_id, url, events }: JoggEndpoint): Wanted {
  if (url !== undefined && events !== undefined) return { url, events }
  throw new CliError(
    `JoggAI's list does not show both the URL and the events of ${endpoint_id}, so a second one like it cannot be created. Create one with vidhook endpoints create, and delete this one later.`,
  )
}

async function create(
  { client, signal }: RotateOptions,
  { url, events }: Wanted,
  target: SecretFile,
): Promise<string> {
  const { endpoint_id, secret } = await called(
    client.endpoints.create({ url, events, status: 'disabled' }, { signal }),
  )
  saveSecret(target, secret)
  return endpoint_id
}

/** The id of the endpoint that an interrupted run created, if that run ended before it saved the id. */
function createdEarlier(
  { before }: Rotation,
  endpoints: readonly JoggEndpoint[],
  { url }: Wanted,
  target: SecretFile,
): string | undefined {
  const created = endpoints.find((each) => each.url === url && !before.includes(each.endpoint_id))
  if (!created) return undefined
  if (variableIn(target) === undefined) {
    if (!created.secret) {
      throw new CliError(
        `An earlier run created ${created.endpoint_id}, but was interrupted before it saved the secret. JoggAI does not show the secret again. Run vidhook endpoints delete ${created.endpoint_id}, then run this command again.`,
      )
    }
    saveSecret(target, created.secret)
  }
  return created.endpoint_id
}
