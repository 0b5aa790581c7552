import { bytesOfBase64 } from '../proof/hmac.js'
import type { BodyStream, Delivery } from '../request/delivery.js'
import { deliveryHeaders } from '../request/headers.js'
import type { LambdaEvent, LambdaEventV1, LambdaEventV2 } from './lambda-event.js'

/**
 * Makes a delivery of a Lambda event. The forms of events are of AWS's developer guides: API Gateway, “Create AWS Lambda proxy
 * integrations for HTTP APIs” and “Input format of a Lambda function for proxy integration”; Elastic Load Balancing, “Use Lambda
 * functions as targets”.
 *
 * @throws TypeError if the event is no HTTP request
 */
export function deliveryOf(event: LambdaEvent): Delivery {
  if (!isRequest(event))
    throw new TypeError(
      'lambdaHandler() takes an HTTP request, and was invoked with another event. Invoke it by API Gateway, a function URL or an Application Load Balancer.',
    )
  const body = bodyOf(event)
  return 'rawPath' in event ? { ...partsOfV2(event), body } : { ...partsOfV1(event), body }
}

function isRequest(event: Partial<LambdaEvent> | undefined): boolean {
  if (typeof event?.requestContext !== 'object') return false
  return 'http' in event.requestContext || 'httpMethod' in event
}

type Parts = Omit<Delivery, 'body'>

function partsOfV2({ rawPath, rawQueryString, headers, requestContext: { http } }: LambdaEventV2): Parts {
  return {
    method: http.method,
    url: withQuery(rawPath, rawQueryString),
    headers,
    remoteAddress: http.sourceIp,
  }
}

function partsOfV1(event: LambdaEventV1): Parts {
  const { httpMethod: method, path, requestContext } = event
  const headers = event.multiValueHeaders ?? event.headers ?? {}
  const lists = event.multiValueQueryStringParameters ?? event.queryStringParameters ?? {}
  const parameters = Object.entries(lists).flatMap(([name, values]) =>
    [values ?? []].flat().map((value) => [name, value]),
  )
  if (requestContext.elb !== undefined) {
    const query = parameters.map((pair) => pair.join('=')).join('&')
    // The balancer adds its client's address at the end. A sender may have written the ones before.
    const remoteAddress = deliveryHeaders(headers).get('x-forwarded-for')?.split(',').at(-1)?.trim()
    return { method, url: withQuery(path, query), headers, remoteAddress }
  }
  const query = parameters.map((pair) => pair.map(encodeURIComponent).join('='))
  return {
    method,
    // `path` lacks the stage, so a callback URL that was signed with it would not match.
    url: withQuery(requestContext.path ?? path, query.join('&')),
    headers,
    remoteAddress: requestContext.identity?.sourceIp,
  }
}

function withQuery(path: string, query: string): string {
  return query === '' ? path : `${path}?${query}`
}

/**
 * A stream, so that a body counts as unchanged: AWS makes text of bytes that are no UTF-8, and then their number is not the
 * announced one. That is a forgery, and no mistake in the set-up.
 */
function bodyOf({ body, isBase64Encoded }: LambdaEvent): BodyStream {
  return {
    read(sink) {
      sink.chunk(isBase64Encoded ? bytesOfBase64(body ?? '') : new TextEncoder().encode(body ?? ''))
      sink.end()
    },
    discard() {},
  }
}
