#!/usr/bin/env node
import { runCli } from './cli.js'
import { terminal } from './io.js'

process.exitCode = await runCli(process.argv.slice(2), terminal())
