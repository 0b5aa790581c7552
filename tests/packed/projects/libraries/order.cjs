const { ApiError, HooxClient, JoggClient } = require('@vidhook/api')
const { joggDelivery, storeContract } = require('@vidhook/core/testing')

order()

/** Asks an API at LEDGER_URL, which is none, and says what the clients make of its answer. */
async function order() {
  const baseUrl = process.env.LEDGER_URL
  const jogg = new JoggClient({ apiKey: 'key', baseUrl, retries: 0 })
  const hoox = new HooxClient({ apiKey: 'key', baseUrl })
  const failures = await Promise.allSettled([
    jogg.endpoints.list(),
    hoox.generation.start({ prompt: 'Space', webhook_url: 'https://example.com/hooks/hoox' }),
  ])
  const delivery = await joggDelivery('generated_script_success', { secret: 'secret' })
  console.log(
    JSON.stringify({
      errors: failures.map(({ reason }) => reason instanceof ApiError && reason.code),
      signed: 'x-webhook-signature' in delivery.headers,
      contract: storeContract.length > 0,
    }),
  )
}
