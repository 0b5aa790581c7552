import { createApp } from './app.js'

const app = await createApp()

await app.listen({ port: Number(process.env.PORT ?? 3000), host: '0.0.0.0' })

/** Answers what has arrived, waits for its handlers (the webhook plugins see to that), and lets the process end. */
const shutDown = () => app.close()

process.once('SIGTERM', shutDown)
process.once('SIGINT', shutDown)
