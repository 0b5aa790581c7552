import { createApp } from './app.js'

const { app, close } = await createApp()

const server = app.listen(Number(process.env.PORT ?? 3000), (error) => {
  if (error) throw error
  const address = server.address()
  console.log(`Listening on http://localhost:${typeof address === 'object' ? address?.port : address}`)
})

process.once('SIGTERM', () => server.close(close))
