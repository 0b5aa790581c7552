import { createServer } from 'node:http'
import { handler } from './dist/server/entry.mjs'

const server = createServer(handler).listen(process.env.PORT, '127.0.0.1', () => {
  console.log(`http://127.0.0.1:${server.address().port}`)
})
