import { typeChecks } from '../src/type-checks.js'

// The oldest version that README.md promises to support.
typeChecks('5.7.3')
