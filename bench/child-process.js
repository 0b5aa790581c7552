// The other end of child.js: loads the module, and calls what it exports as it is told.
const functions = await import(process.argv[2])

process.on('message', async ({ id, name, args }) => {
  try {
    process.send({ id, result: await functions[name](...args) })
  } catch (error) {
    process.send({ id, error: error instanceof Error ? error.stack : String(error) })
  }
})
// Nobody is left to answer.
process.on('disconnect', () => process.exit())
process.send('ready')
