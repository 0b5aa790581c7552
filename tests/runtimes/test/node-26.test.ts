import { node } from '../runtimes/runtimes.js'
import { onRuntime } from './on-runtime.js'

onRuntime(node(26))
