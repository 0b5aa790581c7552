import { createServer } from 'node:http'

// The demo must detect this: an app that acknowledges every request, and runs a handler for it.
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    const report = { msg: 'webhook delivery', outcome: 'processed', status: 200, handlers: ['anything'] }
    console.log(JSON.stringify(report))
    response.end('{"outcome":"processed"}')
  })
})

server.listen(Number(process.env.PORT), () => {
  console.log(`http://localhost:${server.address().port}`)
})
process.once('SIGTERM', () => process.exit(0))
