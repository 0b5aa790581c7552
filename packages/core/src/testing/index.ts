export {
  type AdapterContractCase,
  type AdapterHarness,
  adapterContract,
  type ServedReceiver,
} from './adapter-contract.js'
export { type FieldPayload, fieldPayloads } from './field-payloads.js'
export { type HooxDeliveryOptions, hooxDelivery } from './hoox-delivery.js'
export { hooxSamples } from './hoox-samples.js'
export { type InboxContractCase, type InboxHarness, inboxContract } from './inbox-contract.js'
export { type JoggDeliveryOptions, joggDelivery } from './jogg-delivery.js'
export { joggOtherSamples, joggSamples } from './jogg-samples.js'
export { type StoreContractCase, type StoreHarness, storeContract } from './store-contract.js'
export type { TestDelivery } from './test-delivery.js'
