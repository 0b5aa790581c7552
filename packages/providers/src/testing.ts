export { falTestKeys } from './test-deliveries/fal-test-keys.js'
export {
  type SenderDeliveryOptions,
  type SenderTestDelivery,
  senderDelivery,
} from './test-deliveries/sender-delivery.js'
export { type Sender, type SenderEvents, type SenderName, senders } from './test-deliveries/senders.js'
