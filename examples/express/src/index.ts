import { createApp } from './app.js'
import { log } from './log.js'
import { openStore } from './open-store.js'

const openedStore = await openStore()
const { app, drain } = createApp(openedStore)

const server = app.listen(Number(process.env.PORT ?? 3000), (error) => {
  if (error) throw error
  const address = server.address()
  log.info(`Listening on http://localhost:${typeof address === 'object' ? address?.port : address}`)
})

/** Stops accepting connections, answers every delivery that has arrived, and exits. */
function shutDown() {
  server.close(async () => {
    await drain() // waits for handlers that still run after the answer
    await openedStore.close() // last: these handlers complete their events in it
    log.info('Everything is done.')
  })
  // Otherwise, an idle keep-alive connection would keep the process alive for some seconds.
  setInterval(() => server.closeIdleConnections(), 50).unref()
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
