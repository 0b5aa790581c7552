import type {
  ALBHandler,
  APIGatewayProxyHandler,
  APIGatewayProxyHandlerV2,
  LambdaFunctionURLHandler,
  SQSHandler,
} from 'aws-lambda'
import { expectTypeOf, test } from 'vitest'
import { createReceiver, jogg } from '../index.js'
import { lambdaHandler } from './lambda.js'

const handler = lambdaHandler(createReceiver(jogg({ secret: 's' })))

test("a Lambda handler is one of AWS's own types, for each sender of events", () => {
  expectTypeOf(handler).toExtend<LambdaFunctionURLHandler>()
  expectTypeOf(handler).toExtend<APIGatewayProxyHandlerV2>()
  expectTypeOf(handler).toExtend<APIGatewayProxyHandler>()
  expectTypeOf(handler).toExtend<ALBHandler>()
  expectTypeOf(handler).not.toExtend<SQSHandler>()
})
