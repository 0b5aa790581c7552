export { falTestKeys } from './fal-test-keys.js'
export { type SenderDeliveryOptions, type SenderTestDelivery, senderDelivery } from './sender-delivery.js'
export { type Sender, type SenderEvents, type SenderName, senders } from './senders.js'
