export { hooxReceiver } from './hoox.js'
export { joggReceiver } from './jogg.js'
