import { createApp } from './app.js'

const app = await createApp()

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' })

/** Takes no more connections, lets every delivery that has arrived be answered, and ends. */
function shutDown() {
  void app.close() // the webhook plugins wait for handlers that outlast their answer
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
