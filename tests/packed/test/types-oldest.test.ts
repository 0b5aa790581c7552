import { typeChecks } from '../src/type-checks.js'

// The oldest that README.md promises.
typeChecks('5.7.3')
