export { type Answer, openConnection, type RawConnection, type Sent, send, sendRaw } from './client.js'
export { type Ledger, type Report, type Run, startLedger } from './ledger.js'
export { listen } from './listen.js'
export {
  CALLBACK_SECRET,
  MAX_BODY_BYTES,
  type Scenario,
  type ScenarioName,
  SECRET,
  scenarioNames,
  scenarios,
  TEST_ID,
} from './scenarios.js'
export { type AdapterServer, type AdapterSuiteOptions, adapterSuite, type Suite } from './suite.js'
