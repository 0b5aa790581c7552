import { typeChecks } from '../src/type-checks.js'

typeChecks('7.0.2')
