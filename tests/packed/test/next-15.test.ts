import { nextBuilds } from '../src/next-builds.js'

nextBuilds('15.5.29', [
  { name: 'webpack', flags: [] },
  { name: 'turbopack', flags: ['--turbopack'] },
])
