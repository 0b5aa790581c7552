/** In one place for all routes, each of which Next may give a copy of a module. */
export async function handle(event) {
  if (event.data.duration !== 30) throw new Error('This is another event.')
  globalThis.handledEvents = handledSoFar() + 1
}

export const handledSoFar = () => globalThis.handledEvents ?? 0
