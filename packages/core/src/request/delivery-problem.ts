import { helpLink } from '../misconfigured.js'
import { type Delivery, isBodyStream, isBytes, isConsumed } from './delivery.js'
import type { HeadersInput } from './headers.js'

/**
 * Says what is wrong with the argument of `receive()`, and how to fix it. JavaScript callers can pass anything. The message
 * has the type of the wrong value, never the value itself.
 */
export function deliveryProblem(delivery: unknown): string | undefined {
  const problem = isObject(delivery)
    ? problemOf(delivery)
    : `${typeName(delivery)} as the delivery. Pass { method, url, headers, body }.`
  return problem && `receive() was given ${problem} See ${helpLink('delivery_invalid')}`
}

/** The valid parts of an invalid delivery, for the log and the report. Without the body, which may be any value. */
export function reportableDelivery(delivery: unknown): Delivery {
  const { method, url, headers, remoteAddress }: UncheckedDelivery = isObject(delivery) ? delivery : {}
  return {
    method: typeof method === 'string' ? method : '',
    url: typeof url === 'string' ? url : '',
    headers: isHeaders(headers) ? headers : {},
    body: new Uint8Array(),
    remoteAddress: typeof remoteAddress === 'string' ? remoteAddress : undefined,
  }
}

type UncheckedDelivery = { readonly [Field in keyof Delivery]?: unknown }

function problemOf({ method, url, headers, body }: UncheckedDelivery): string | undefined {
  if (typeof method !== 'string')
    return `${typeName(method)} as the method. Pass the request's, such as "POST".`
  if (typeof url !== 'string')
    return `${typeName(url)} as the url. Pass a string: the request's path with its query, or the whole URL.`
  if (isFlat(headers)) return 'a flat list as the headers. Pass request.headers, not request.rawHeaders.'
  if (!isHeaders(headers)) return `${typeName(headers)} as the headers. Pass a record or a Headers object.`
  // Other methods are refused in any case, and usually have no body.
  const fix = method.toUpperCase() === 'POST' ? bodyFix(body) : undefined
  return fix && `${typeName(body)} as the body. ${fix}`
}

function isHeaders(value: unknown): value is HeadersInput {
  return isObject(value) && !isFlat(value)
}

/** Whether it is a list like Node's `rawHeaders`: name, value, name, value. */
function isFlat(value: unknown): boolean {
  return Array.isArray(value) && typeof value[0] === 'string'
}

const BYTES = 'Pass the raw bytes as a Uint8Array, or as a string'

/** How to turn the given value into a body. */
function bodyFix(body: unknown): string | undefined {
  if (typeof body === 'string' || isBytes(body) || isBodyStream(body) || isConsumed(body)) return undefined
  if (body === undefined || body === null) return `${BYTES}. A request without a body has new Uint8Array().`
  if (!isObject(body) || ArrayBuffer.isView(body)) return `${BYTES}.`
  if (constructorName(body).endsWith('ArrayBuffer')) return 'Pass new Uint8Array(buffer).'
  if ('then' in body) return 'Await it first.'
  if ('arrayBuffer' in body) return 'Pass new Uint8Array(await body.arrayBuffer()).'
  if ('getReader' in body) return 'Pass new Uint8Array(await new Response(stream).arrayBuffer()).'
  if ('pipe' in body) return 'Pass the result of nodeDelivery(), from @vidhook/core/node.'
  return `${BYTES}, as they were before parsing: JSON.stringify() does not restore the signed bytes.`
}

/** Reads it from the prototype, since a parsed body may have a property named `constructor`. */
function constructorName(value: object): string {
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name
  return typeof name === 'string' ? name : ''
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return String(value)
  return typeof value === 'object' ? `an object (${constructorName(value)})` : `a ${typeof value}`
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
