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

/** Takes no more connections, lets every delivery that has arrived be answered, and ends. */
function shutDown() {
  server.close(async () => {
    await drain() // handlers that outlast their answer
    await openedStore.close() // last: they tell it how their events came out
    log.info('Everything is done.')
  })
  // A keep-alive connection that has had its answer would otherwise hold the process for some seconds.
  setInterval(() => server.closeIdleConnections(), 50).unref()
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
