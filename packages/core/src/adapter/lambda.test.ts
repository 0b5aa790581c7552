import { describe, expect, test } from 'vitest'
import { createReceiver, hoox, jogg, type ReceiverOptions, signCallbackUrl } from '../index.js'
import type { JoggEvents } from '../providers/jogg/events.js'
import type { DeliveryReport } from '../report/report.js'
import { hooxDelivery, joggDelivery } from '../testing/index.js'
import { SECRET } from '../testing/test-receiver.js'
import { type LambdaContext, type LambdaEvent, type LambdaEventV1, lambdaHandler } from './lambda.js'

/** The tests of `@vidhook/adapter-suite` send requests through each form of event. */
const NAME = 'generated_script_success'

function handlerOf(options: ReceiverOptions<JoggEvents> = {}) {
  return lambdaHandler(createReceiver(jogg({ secret: SECRET }), { log: false, ...options }))
}

/** A signed delivery, as the event of a function URL. */
async function functionUrlEvent() {
  const { headers, body } = await joggDelivery(NAME, { secret: SECRET })
  return {
    rawPath: '/',
    rawQueryString: '',
    requestContext: { http: { method: 'POST' } },
    headers,
    body: new TextDecoder().decode(body),
    isBase64Encoded: false,
  }
}

/** A request that has little, as the event of API Gateway in format 1.0. */
const bareEvent: LambdaEventV1 = {
  httpMethod: 'GET',
  path: '/hook',
  requestContext: {},
  body: null,
  isBase64Encoded: false,
}

function limit(ms: number): LambdaContext {
  return { getRemainingTimeInMillis: () => ms }
}

describe('on Lambda, the answer', () => {
  test('waits for the work of waitUntil(), since Lambda then freezes the function', async () => {
    const order: string[] = []
    let finish = () => {}
    const work = new Promise<void>((resolve) => {
      finish = resolve
    })
    const handler = handlerOf({
      on: { [NAME]: (_event, context) => context.waitUntil(work.then(() => order.push('worked'))) },
      onDelivery: () => finish(),
    })
    const result = await handler(await functionUrlEvent(), limit(10_000))
    order.push('answered')
    expect(result).toMatchObject({ statusCode: 200, body: '{"outcome":"processed"}' })
    expect(order).toEqual(['worked', 'answered'])
  })

  test('waits for a handler that is late, and for the report of how it ended', async () => {
    const order: string[] = []
    const handler = handlerOf({
      deadlineMs: 50,
      on: {
        [NAME]: async (_event, { signal }) => {
          await new Promise((resolve) => signal.addEventListener('abort', resolve))
          order.push('worked')
        },
      },
      onSettled: async ({ state }) => {
        await Promise.resolve()
        order.push(state)
      },
    })
    const event = await functionUrlEvent()
    expect(await handler(event, limit(10_000))).toMatchObject({ statusCode: 503 })
    order.push('answered')
    expect(order).toEqual(['worked', 'succeeded', 'answered'])
    expect(await handler(event, limit(10_000))).toMatchObject({ body: '{"outcome":"duplicate"}' })
  })

  test.each([600, 0, -100])('comes before the time limit, whatever still runs: %i ms', async (ms) => {
    const handler = handlerOf({
      on: { [NAME]: (_event, context) => context.waitUntil(new Promise(() => {})) },
    })
    expect(await handler(await functionUrlEvent(), limit(ms))).toMatchObject({ statusCode: 200 })
  })

  test('waits to the end without a context, as in a test', async () => {
    let isDone = false
    const work = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      isDone = true
    })
    const handler = handlerOf({ on: { [NAME]: (_event, context) => context.waitUntil(work) } })
    expect(await handler(await functionUrlEvent())).toMatchObject({ statusCode: 200 })
    expect(isDone).toBe(true)
  })

  test('has its headers in the form that the sender of the event reads', async () => {
    const elb = { targetGroupArn: 'arn' }
    const multiValueHeaders = { 'x-forwarded-for': ['203.0.113.9'] }
    const answers = await Promise.all(
      [bareEvent, { ...bareEvent, multiValueHeaders }, { ...bareEvent, requestContext: { elb } }].map(
        (event) => handlerOf()(event),
      ),
    )
    for (const { headers, multiValueHeaders } of answers)
      expect([headers?.allow, multiValueHeaders]).toEqual(['POST', undefined])
    const toBalancer = await handlerOf()({ ...bareEvent, multiValueHeaders, requestContext: { elb } })
    expect([toBalancer.headers, toBalancer.multiValueHeaders?.allow]).toEqual([undefined, ['POST']])
  })

  test('to HEAD has no body', async () => {
    expect(await handlerOf()({ ...bareEvent, httpMethod: 'HEAD' })).toMatchObject({
      statusCode: 405,
      body: '',
    })
  })
})

describe('on Lambda, a delivery', () => {
  async function deliveryOf(event: LambdaEvent): Promise<DeliveryReport['delivery']> {
    const reports: DeliveryReport[] = []
    await handlerOf({ onDelivery: (report) => void reports.push(report) })(event)
    const [report] = reports
    if (!report) throw new Error('There is no report.')
    return report.delivery
  }

  test('has the URL that the client asked for', async () => {
    const elb = { targetGroupArn: 'arn' }
    const query = { multiValueQueryStringParameters: { a: ['1', 'x y'], 'b&': ['é'] } }
    const encoded = { multiValueQueryStringParameters: { a: ['1', 'x%20y'], c: undefined } }
    const urls = await Promise.all(
      [
        bareEvent,
        { ...bareEvent, ...query, requestContext: { path: '/prod/hook' } },
        { ...bareEvent, queryStringParameters: { a: '1' } },
        { ...bareEvent, ...encoded, requestContext: { elb } },
        { ...bareEvent, queryStringParameters: { a: 'x%20y' }, requestContext: { elb } },
      ].map(async (event) => (await deliveryOf(event)).url),
    )
    expect(urls).toEqual([
      '/hook',
      '/prod/hook?a=1&a=x%20y&b%26=%C3%A9',
      '/hook?a=1',
      '/hook?a=1&a=x%20y',
      '/hook?a=x%20y',
    ])
  })

  test('has the address of the client, which the balancer adds to those that a sender may have written', async () => {
    const requestContext = { elb: {} }
    const headers = { 'X-Forwarded-For': '198.51.100.7, 203.0.113.9' }
    expect((await deliveryOf({ ...bareEvent, headers, requestContext })).remoteAddress).toBe('203.0.113.9')
    expect((await deliveryOf({ ...bareEvent, requestContext })).remoteAddress).toBeUndefined()
    const identity = { sourceIp: '203.0.113.9' }
    const fromGateway = await deliveryOf({ ...bareEvent, headers, requestContext: { identity } })
    expect(fromGateway.remoteAddress).toBe('203.0.113.9')
  })

  test('to a signed URL is verified with the stage of API Gateway', async () => {
    const url = await signCallbackUrl('https://abc.execute-api.eu-central-1.amazonaws.com/prod/hook', {
      secret: SECRET,
    })
    const { headers, body } = await hooxDelivery('video_export.failed')
    const handler = lambdaHandler(createReceiver(hoox({ callbackSecret: SECRET }), { log: false }))
    const result = await handler({
      httpMethod: 'POST',
      path: '/hook',
      queryStringParameters: { vidhook: new URL(url).searchParams.get('vidhook') ?? '' },
      headers,
      requestContext: { path: '/prod/hook' },
      body: btoa(new TextDecoder().decode(body)),
      isBase64Encoded: true,
    })
    expect(result).toMatchObject({ statusCode: 200, body: '{"outcome":"ignored"}' })
  })

  test('without a body is not JSON', async () => {
    const { headers } = await joggDelivery(NAME, { secret: SECRET, body: '' })
    for (const isBase64Encoded of [true, false])
      expect(await handlerOf()({ ...bareEvent, httpMethod: 'POST', headers, isBase64Encoded })).toMatchObject(
        { statusCode: 400 },
      )
  })
})

test.each([
  ['of SQS', { Records: [{ eventSource: 'aws:sqs' }] }],
  ['of a WebSocket API', { requestContext: { routeKey: '$connect' } }],
  ['of a schedule', { source: 'aws.events' }],
  ['that is nothing', null],
])('an event %s is an error that says what invokes the function', async (_name, other) => {
  // @ts-expect-error no HTTP request
  await expect(handlerOf()(other)).rejects.toThrow(/takes an HTTP request.*API Gateway, a function URL/)
})
