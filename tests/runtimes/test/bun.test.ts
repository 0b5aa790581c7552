import { bun } from '../runtimes/runtimes.js'
import { onRuntime } from './on-runtime.js'

onRuntime(bun())
