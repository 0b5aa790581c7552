/** Express 4, installed under another name than Express 5. The parts that the tests use have the same types. */
declare module 'express4' {
  export { default } from 'express'
}
