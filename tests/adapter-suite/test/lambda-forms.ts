import type { EventForm, GatewayRequest } from './lambda-gateway.js'

/**
 * The forms of events in AWS's developer guides: Lambda, “Invoking Lambda function URLs”; API Gateway, “Create AWS Lambda proxy
 * integrations for HTTP APIs” and “Input format of a Lambda function for proxy integration”; Elastic Load Balancing, “Use Lambda
 * functions as targets of an Application Load Balancer”.
 */
export const eventForms = {
  'a function URL': (request) => eventV2(request, 'abc.lambda-url.eu-central-1.on.aws'),
  'an HTTP API, payload format 2.0': (request) =>
    eventV2(request, 'abc.execute-api.eu-central-1.amazonaws.com'),
  'an HTTP API, payload format 1.0': (request) => ({
    version: '1.0',
    ...eventV1(request, request.path, lowerCase),
    ...bodyByType(request),
  }),
  'a REST API': (request) => ({
    ...eventV1(request, request.path.replace(/^\/prod/, ''), upperCase),
    body: request.body.length === 0 ? null : request.body.toString(),
    isBase64Encoded: false,
  }),
  'a REST API with binary media types': (request) => ({
    ...eventV1(request, request.path.replace(/^\/prod/, ''), upperCase),
    body: request.body.length === 0 ? null : request.body.toString('base64'),
    isBase64Encoded: request.body.length > 0,
  }),
  'a load balancer': (request) => ({
    ...balancerEvent(request),
    headers: lastOf(request.headers),
    queryStringParameters: lastOf(parameters(request.query, (text) => text)),
  }),
  'a load balancer with multi-value headers': (request) => ({
    ...balancerEvent(request),
    multiValueHeaders: request.headers,
    multiValueQueryStringParameters: parameters(request.query, (text) => text),
  }),
} satisfies Record<string, EventForm>

function eventV2(request: GatewayRequest, domainName: string) {
  const { method, path, query, headers } = request
  const joined = Object.entries(headers).map(([name, values]) => [name, values.join(',')])
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    headers: Object.fromEntries(joined),
    requestContext: {
      domainName,
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.9', userAgent: 'agent' },
      stage: '$default',
    },
    ...(request.body.length > 0 ? bodyByType(request) : { isBase64Encoded: false }),
  }
}

/** @param path without the stage, which only the context has */
function eventV1({ method, path: whole, query, headers }: GatewayRequest, path: string, spell: Spelling) {
  const spelled = Object.fromEntries(Object.entries(headers).map(([name, values]) => [spell(name), values]))
  const decoded = parameters(query, (text) => decodeURIComponent(text.replaceAll('+', ' ')))
  const hasQuery = Object.keys(decoded).length > 0
  return {
    resource: '/{proxy+}',
    path,
    httpMethod: method,
    headers: lastOf(spelled),
    multiValueHeaders: spelled,
    queryStringParameters: hasQuery ? lastOf(decoded) : null,
    multiValueQueryStringParameters: hasQuery ? decoded : null,
    pathParameters: { proxy: path.slice(1) },
    stageVariables: null,
    requestContext: { path: whole, stage: 'prod', identity: { sourceIp: '203.0.113.9' } },
  }
}

function balancerEvent(request: GatewayRequest) {
  const { method, path } = request
  const targetGroupArn = 'arn:aws:elasticloadbalancing:eu-central-1:123456789012:targetgroup/hooks/abc'
  return { requestContext: { elb: { targetGroupArn } }, httpMethod: method, path, ...bodyByType(request) }
}

/** As text if the type says that it is text and it is not compressed, else in base64. */
function bodyByType({ headers, body }: GatewayRequest) {
  const type = headers['content-type']?.[0] ?? ''
  const isText =
    /^(?:text\/|application\/(?:json|javascript|xml))/i.test(type) && !headers['content-encoding']
  return { body: body.toString(isText ? 'utf8' : 'base64'), isBase64Encoded: !isText }
}

type Spelling = (name: string) => string

const lowerCase: Spelling = (name) => name

/** `X-Webhook-Signature`: a REST API keeps the sender's case. */
const upperCase: Spelling = (name) => name.replace(/(?:^|-)[a-z]/g, (letter) => letter.toUpperCase())

type Lists = Readonly<Record<string, string[]>>

function parameters(query: string, decode: (text: string) => string): Lists {
  const lists: Record<string, string[]> = {}
  for (const pair of query.split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=')
    lists[decode(name)] = [...(lists[decode(name)] ?? []), decode(value.join('='))]
  }
  return lists
}

function lastOf(lists: Lists): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']))
}
