import type { KeptDelivery } from './kept-delivery.js'

/** A delivery as the page exports it: bodies are text if they are UTF-8, so that people can read them. */
export function exported({ request, result, ...rest }: KeptDelivery) {
  const app = result?.app
  return {
    ...rest,
    request: { ...request, ...readable(request.body) },
    result: result && {
      ...result,
      ...(app && { app: app.kind === 'answered' ? { ...app, ...readable(app.body) } : app }),
    },
  }
}

export type Exported = ReturnType<typeof exported>

function readable(base64: string): { readonly body: string; readonly bodyEncoding: 'utf-8' | 'base64' } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(
      Buffer.from(base64, 'base64'),
    )
    return { body: text, bodyEncoding: 'utf-8' }
  } catch {
    return { body: base64, bodyEncoding: 'base64' }
  }
}
