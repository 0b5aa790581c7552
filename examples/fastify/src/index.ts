import { createApp } from './app.js'

const app = await createApp()

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' })

/** Stops accepting connections, answers every delivery that has arrived, and exits. */
function shutDown() {
  void app.close() // the webhook plugins wait for handlers that still run after the answer
}

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
