export { hooxDelivery, joggDelivery } from '@vidhook/core/testing'
export { joggReceiver } from './jogg.js'
