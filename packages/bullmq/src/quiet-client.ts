import type { EventEmitter } from 'node:events'
import type { BackendFactory } from 'bullmq'

type ClientClass = new (options?: unknown) => EventEmitter

/**
 * BullMQ's Postgres backend with clients that do not end the process. For moments, pg and BullMQ listen for no error of a client:
 * between the connection and the first query, and while they close. If Postgres ends the connection just then, as it does when
 * it stops, the error event would be thrown.
 */
export function withQuietClients(factory: BackendFactory): BackendFactory {
  return (name, options, more) => {
    const backend = factory(name, options, more)
    // Not public in BullMQ: its pool has no client yet, and the module is for the client that a worker listens with.
    const connection: { pool?: { Client: ClientClass }; pgModule?: object } | undefined = Reflect.get(
      backend,
      'connection',
    )
    if (connection?.pool) {
      const Client = quiet(connection.pool.Client)
      connection.pool.Client = Client
      connection.pgModule = { Client }
    }
    return backend
  }
}

/** Drops an error event that has no listener. The client's open queries fail all the same. */
export function quiet(Client: ClientClass): ClientClass {
  return class QuietClient extends Client {
    override emit(event: string | symbol, ...args: unknown[]): boolean {
      if (event === 'error' && this.listenerCount('error') === 0) return false
      return super.emit(event, ...args)
    }
  }
}
