/**
 * Mounts a receiver on AWS Lambda, behind API Gateway, a function URL or an Application Load Balancer.
 * Needs no types of AWS: an event is described as far as it is used.
 */
import type { Outcome } from '../outcome.js'
import type { Platform } from '../reception.js'
import type { Delivery } from '../request/delivery.js'
import { deliveryOf } from './lambda-delivery.js'
import type { LambdaEvent } from './lambda-event.js'

export type { LambdaEvent, LambdaEventV1, LambdaEventV2 } from './lambda-event.js'

/** The part of a receiver that is used. */
interface Receiving {
  receive(delivery: Delivery, platform: Platform): Promise<Outcome>
}

/** The part of Lambda's second argument that is used. */
export interface LambdaContext {
  /** Milliseconds until Lambda stops the function. */
  getRemainingTimeInMillis(): number
}

/** The answer, in the form that all four senders of events take. */
export interface LambdaResult {
  readonly statusCode: number
  /** Absent for a load balancer with multi-value headers, which reads only `multiValueHeaders`. */
  readonly headers?: Record<string, string>
  readonly multiValueHeaders?: Record<string, string[]>
  readonly body: string
  readonly isBase64Encoded: boolean
}

export type LambdaHandler = (event: LambdaEvent, context?: LambdaContext) => Promise<LambdaResult>

/** The answer is sent this long before Lambda would stop the function, in milliseconds. Our own choice. */
const RESERVE_MS = 500

/**
 * Makes a Lambda function of a receiver. It answers every request that it gets: route one path to it.
 *
 * Lambda freezes a function once it has answered. So the answer waits for late handlers and for `context.waitUntil()`, until
 * half a second before the function's time limit. Give work that takes longer than the sender waits to an inbox.
 *
 * @throws TypeError if the event is no HTTP request, such as one of SQS
 * @example
 * ```ts
 * export const handler = lambdaHandler(createReceiver(jogg({ secret }), { on: { … } }))
 * ```
 */
export function lambdaHandler(receiver: Receiving): LambdaHandler {
  return async (event, context) => {
    const delivery = deliveryOf(event)
    const pending: Promise<unknown>[] = []
    const outcome = await receiver.receive(delivery, { waitUntil: (work) => void pending.push(work) })
    await settledInTime(pending, context)
    return resultOf(outcome, event, delivery.method)
  }
}

/** Waits for work that Lambda would freeze, which may add more, as long as there is time to answer. */
async function settledInTime(pending: Promise<unknown>[], context: LambdaContext | undefined): Promise<void> {
  if (pending.length === 0) return
  let timer: ReturnType<typeof setTimeout> | undefined
  let isOver = false
  const timeOver = new Promise<void>((resolve) => {
    if (!context) return
    const over = () => {
      isOver = true
      resolve()
    }
    timer = setTimeout(over, Math.max(0, context.getRemainingTimeInMillis() - RESERVE_MS))
  })
  while (pending.length > 0 && !isOver) await Promise.race([Promise.allSettled(pending.splice(0)), timeOver])
  clearTimeout(timer)
}

function resultOf({ status, headers, body }: Outcome, event: LambdaEvent, method: string): LambdaResult {
  const rest = { statusCode: status, body: method === 'HEAD' ? '' : body, isBase64Encoded: false }
  if (!readsOnlyLists(event)) return { ...rest, headers: { ...headers } }
  const multiValueHeaders: Record<string, string[]> = {}
  for (const [name, value] of Object.entries(headers)) multiValueHeaders[name] = [value]
  return { ...rest, multiValueHeaders }
}

/** A load balancer with multi-value headers ignores `headers`. */
function readsOnlyLists(event: LambdaEvent): boolean {
  return !('rawPath' in event) && event.requestContext.elb !== undefined && !!event.multiValueHeaders
}
