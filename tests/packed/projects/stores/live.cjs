/** The life of a claim, from the first to a repeat after its end, as the store tells it. */
exports.live = async function live(store) {
  const first = await store.claim('evt_1', 10_000)
  const second = await store.claim('evt_1', 10_000)
  const completed = await store.complete('evt_1', first.token, 10_000)
  const third = await store.claim('evt_1', 10_000)
  console.log(first.state, second.state, completed, third.state)
}
