import { typeChecks } from '../src/type-checks.js'

typeChecks('6.0.3')
