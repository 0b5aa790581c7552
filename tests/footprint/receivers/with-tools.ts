export { handshake, jwks, standardWebhooks, verifyToken } from '@vidhook/core'
export { joggReceiver } from './jogg.js'
