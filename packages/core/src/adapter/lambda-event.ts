/** An HTTP request as Lambda gets it. Those of `@types/aws-lambda` fit. */
export type LambdaEvent = LambdaEventV1 | LambdaEventV2

type Values = Readonly<Record<string, string | undefined>>
type Lists = Readonly<Record<string, string[] | undefined>>

/** Of a function URL, or of an HTTP API with payload format 2.0. */
export interface LambdaEventV2 {
  readonly rawPath: string
  readonly rawQueryString: string
  /** Lower-case names. A repeated header's values are joined with commas. */
  readonly headers: Values
  readonly requestContext: {
    readonly http: { readonly method: string; readonly sourceIp?: string | undefined }
  }
  readonly body?: string | null | undefined
  readonly isBase64Encoded: boolean
}

/** Of a REST API, of an HTTP API with payload format 1.0, or of an Application Load Balancer. */
export interface LambdaEventV1 {
  readonly httpMethod: string
  readonly path: string
  /** Has only one value of a repeated header. Absent for a load balancer with multi-value headers. */
  readonly headers?: Values | null | undefined
  /** Has all values. */
  readonly multiValueHeaders?: Lists | null | undefined
  /** Decoded by API Gateway, and as they were sent from a load balancer. */
  readonly queryStringParameters?: Values | null | undefined
  readonly multiValueQueryStringParameters?: Lists | null | undefined
  readonly requestContext: {
    /** API Gateway: the path with the stage, as the client sent it. */
    readonly path?: string | undefined
    readonly identity?: { readonly sourceIp?: string | undefined } | undefined
    /** Only a load balancer has it. */
    readonly elb?: object | undefined
  }
  readonly body: string | null
  readonly isBase64Encoded: boolean
}
