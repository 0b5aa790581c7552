import { nextBuilds } from '../src/next-builds.js'

nextBuilds('16.4.6', [
  { name: 'webpack', flags: ['--webpack'] },
  { name: 'turbopack', flags: ['--turbopack'] },
])
